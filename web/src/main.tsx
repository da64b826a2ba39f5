import "./styles/tokens.css";
import "./styles/fonts.css";
import "./styles/base.css";
import "./styles/parts.css";
import "./market/market.css";
import { render } from "preact";
import { start } from "./api/live";
import { discover } from "./chain/wallet";
import { App } from "./app";

start();
discover();
const place = document.getElementById("page");
if (place) render(<App />, place);
