import { connectNode } from "@maas/client/node";
import { required } from "../environment.js";
import { everythingWorks } from "./suite.js";
import { watchingWorks } from "./watching.js";

everythingWorks(required("MAAS_REGISTRY"), connectNode);
watchingWorks(required("MAAS_REGISTRY"), connectNode);
