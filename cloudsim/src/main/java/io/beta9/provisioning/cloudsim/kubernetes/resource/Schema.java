package io.beta9.provisioning.cloudsim.kubernetes.resource;

import io.beta9.provisioning.cloudsim.kubernetes.store.Kind;
import tools.jackson.databind.node.ObjectNode;

/** Placeholder to be replaced below. */
final class Schema {
  private Schema() {}

  static void check(Kind kind, ObjectNode object) {}
}
