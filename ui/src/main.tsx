// The page of the window.
import { createRoot } from "react-dom/client";
import { App } from "./App";
import "antd/dist/antd.css";
import "./style.css";

const root = document.getElementById("root");
if (root) createRoot(root).render(<App />);
