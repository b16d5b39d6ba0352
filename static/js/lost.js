/* The page that was not found and the start page look for texts that never reached the server. */
import { offerLost } from "./kept.js";

offerLost();
