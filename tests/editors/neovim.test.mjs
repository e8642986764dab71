import { scenarios } from "./scenarios.mjs";
import { Neovim } from "./neovim.mjs";

scenarios(Neovim);
