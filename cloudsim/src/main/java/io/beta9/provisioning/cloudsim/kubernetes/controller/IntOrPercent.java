package io.beta9.provisioning.cloudsim.kubernetes.controller;

import tools.jackson.databind.JsonNode;

/** Resolves fields that are a number or a percentage, such as {@code maxSurge}. */
final class IntOrPercent {
  private IntOrPercent() {}

  static int roundedUp(JsonNode value, int total) {
    return resolve(value, total, true);
  }

  static int roundedDown(JsonNode value, int total) {
    return resolve(value, total, false);
  }

  private static int resolve(JsonNode value, int total, boolean up) {
    String text = value.asString("");
    if (!text.endsWith("%")) {
      return value.asInt(0);
    }
    int percentage = Integer.parseInt(text.substring(0, text.length() - 1));
    return up ? Math.ceilDiv(total * percentage, 100) : Math.floorDiv(total * percentage, 100);
  }
}
