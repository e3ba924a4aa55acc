import { connectWeb } from "@maas/client/web";
import { required } from "../environment.js";
import { everythingWorks } from "./suite.js";

everythingWorks(required("MAAS_GATEWAY"), connectWeb);
