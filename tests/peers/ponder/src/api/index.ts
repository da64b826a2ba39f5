// Ponder does not start without an API; the bench reads the database.
import { Hono } from "hono";

export default new Hono();
