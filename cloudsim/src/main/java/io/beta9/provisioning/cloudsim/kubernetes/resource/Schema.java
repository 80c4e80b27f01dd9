package io.beta9.provisioning.cloudsim.kubernetes.resource;

import io.beta9.provisioning.cloudsim.kubernetes.store.Kind;
import tools.jackson.databind.node.ObjectNode;

/**
 * The schema validation of objects. It is not implemented: every object is accepted, including
 * objects with unknown or mistyped fields, which a real API server rejects or warns about.
 */
final class Schema {
  private Schema() {}

  static void check(Kind kind, ObjectNode object) {}
}
