import { connectNode } from "@maas/client/node";
import { required } from "../environment.js";
import { everythingWorks } from "./suite.js";

everythingWorks(required("MAAS_REGISTRY"), connectNode);
