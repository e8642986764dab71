// The state of the telemetry on this machine, as the viewer's server sends it
// (cmd/gotelemetry/web_view/state/local_state_json.h).

export interface Environment {
  readonly mode: "off" | "local" | "on";
  // Who decided (config/mode.h), and what exactly: "DO_NOT_TRACK=1", or the path of a file.
  readonly rule: string;
  readonly detail: string;
  // The days are YYYY-MM-DD; empty if there is none.
  readonly consentDay: string;
  // The latest week of which a sent report is kept.
  readonly lastSent: string;
  readonly dir: string;
  // Paths of damaged files.
  readonly putAside: readonly string[];
}

export interface Approved {
  readonly version: string;
  // Why what is approved is unknown; empty if it is known.
  readonly unknown: string;
  // The config as JSON.
  readonly config: string;
  // Whether the user was shown what was approved when consenting, and a line for each change since.
  readonly shown: boolean;
  readonly changes: readonly string[];
}

export type Counts = Readonly<Record<string, number>>;

export interface Build {
  readonly program: string;
  readonly version: string;
  readonly goVersion: string;
  readonly goos: string;
  readonly goarch: string;
}

export interface ProgramCounts extends Build {
  readonly counters: Counts;
  readonly stacks: Counts;
}

export interface Week {
  // The day on which the week's counter files expire.
  readonly week: string;
  readonly reported: boolean;
  readonly programs: readonly ProgramCounts[];
}

// The counters of a program whose names, `chart:bucket`, have the same chart.
export interface ChartGroup {
  readonly program: string;
  readonly chart: string;
  // Whether its buckets are amounts, which are sorted as such.
  readonly ordered: boolean;
  // What follows the colon, sorted by amount or by descending count; "" for a counter without a
  // colon.
  readonly buckets: readonly string[];
}

export interface LeftOut {
  readonly program: string;
  // "frames": not the stack, but what some of its frames tell of their builds.
  readonly kind: "program" | "counter" | "stack" | "frames";
  readonly name: string;
  readonly reason: string;
}

export interface LeftOutOfBuild extends LeftOut {
  readonly version: string;
  readonly goVersion: string;
}

// What an item of a report is for, as the config says.
export interface Purpose {
  readonly program: string;
  readonly kind: "counter" | "stack";
  readonly name: string;
  readonly title: string;
  // Where it was proposed.
  readonly issues: readonly string[];
  // Who answers for it.
  readonly owners: readonly string[];
  // The day on which it ends, YYYY-MM-DD; empty if it does not say.
  readonly expires: string;
}

export interface Preview {
  readonly week: string;
  readonly whyNoUpload: string;
  readonly report: string;
  readonly purposes: readonly Purpose[];
  readonly leftOut: readonly LeftOut[];
}

export interface TelemetryFile {
  readonly kind: "counter file" | "local report" | "ready report" | "sent report";
  readonly path: string;
  readonly week: string;
  readonly bytes: number;
  readonly modified: string;
}

// What is in one directory.
export interface Directory {
  // HOST:PORT of the collector that it is for; empty for Go's directory.
  readonly collector: string;
  readonly environment: Environment;
  readonly approved: Approved;
  readonly weeks: readonly Week[];
  readonly charts: readonly ChartGroup[];
  readonly leftOut: readonly LeftOutOfBuild[];
  readonly previews: readonly Preview[];
  readonly files: readonly TelemetryFile[];
  // A line for each file and folder that cannot be read.
  readonly warnings: readonly string[];
}

export interface State {
  // Each collector's, then Go's.
  readonly directories: readonly Directory[];
  // Names of folders beside the collectors' that are no collector's.
  readonly foreign: readonly string[];
}

// An upload config, as Go writes it; an empty list may be missing.
export interface Config {
  readonly GOOS?: readonly string[] | null;
  readonly GOARCH?: readonly string[] | null;
  readonly GoVersion?: readonly string[] | null;
  readonly SampleRate?: number;
  readonly Programs?:
    | readonly {
        readonly Name: string;
        readonly Versions?: readonly string[] | null;
        readonly MinVersion?: string;
        readonly Counters?: readonly ConfigItem[] | null;
        readonly Stacks?: readonly ConfigItem[] | null;
      }[]
    | null;
}

export interface ConfigItem {
  readonly Name: string;
  readonly Rate?: number;
  readonly Depth?: number;
  readonly Expires?: string;
  readonly Title?: string;
  readonly Issues?: readonly string[] | null;
  readonly Owners?: readonly string[] | null;
}
