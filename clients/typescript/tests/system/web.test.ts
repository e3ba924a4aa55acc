import { connectWeb } from "@maas/client/web";
import { required } from "../environment.js";
import { everythingWorks } from "./suite.js";
import { watchingWorks } from "./watching.js";

everythingWorks(required("MAAS_GATEWAY"), connectWeb);
watchingWorks(required("MAAS_GATEWAY"), connectWeb);
