package io.beta9.provisioning.api.description;

import java.util.List;
import java.util.function.BiConsumer;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.node.ObjectNode;

/** The operations that need no key and are no methods of a resource. */
final class PublicOperations {
  static final String TAG = "Service";
  private static final String HEALTH =
      "Returns the health. The details are on the management port if there is one.";

  private PublicOperations() {}

  static void addTo(ObjectNode paths, BiConsumer<ObjectNode, List<HttpStatus>> problems) {
    ObjectNode health = add(paths, problems, "/health", "getHealth", HEALTH);
    ObjectNode live =
        add(paths, problems, "/health/live", "getLiveness", "Returns whether the process runs.");
    ObjectNode ready =
        add(
            paths,
            problems,
            "/health/ready",
            "getReadiness",
            "Returns whether the process can handle requests.");
    for (ObjectNode responses : List.of(health, live, ready)) {
      health(responses, "200", "Healthy, or degraded.");
      health(responses, "503", "Unhealthy.");
    }
    ObjectNode metrics =
        add(paths, problems, "/metrics", "getMetrics", "Returns the metrics for Prometheus.");
    ObjectNode parameter =
        paths
            .withObjectProperty("/metrics")
            .withObjectProperty("get")
            .putArray("parameters")
            .addObject();
    parameter
        .put("name", "includedNames")
        .put("in", "query")
        .put("description", "Only metrics with these names.")
        .put("required", false);
    parameter.putObject("schema").put("type", "array").putObject("items").put("type", "string");
    ObjectNode exposition = metrics.putObject("200").put("description", "The metrics.");
    for (String type :
        List.of("text/plain", "application/openmetrics-text", "application/vnd.google.protobuf")) {
      exposition
          .withObjectProperty("content")
          .putObject(type)
          .putObject("schema")
          .put("type", "string");
    }
    ObjectNode description =
        add(paths, problems, "/openapi.json", "getApiDescription", "Returns this document.");
    description
        .putObject("200")
        .put("description", "This document.")
        .putObject("content")
        .putObject("application/json")
        .putObject("schema")
        .put("type", "object")
        .put("additionalProperties", true);
    description.putObject("304").put("$ref", "#/components/responses/NotModified");
  }

  private static ObjectNode add(
      ObjectNode paths,
      BiConsumer<ObjectNode, List<HttpStatus>> problems,
      String path,
      String id,
      String description) {
    ObjectNode operation = paths.withObjectProperty(path).putObject("get");
    operation.put("operationId", id);
    operation.put(
        "summary",
        (description.contains(". ")
                ? description.substring(0, description.indexOf(". "))
                : description)
            .replaceAll("\\.$", ""));
    operation.put("description", description);
    operation.putArray("tags").add(TAG);
    operation.putArray("security");
    ObjectNode responses = operation.putObject("responses");
    problems.accept(
        responses,
        List.of(HttpStatus.BAD_REQUEST, HttpStatus.NOT_FOUND, HttpStatus.NOT_ACCEPTABLE));
    return responses;
  }

  private static void health(ObjectNode responses, String status, String description) {
    ObjectNode response = responses.putObject(status).put("description", description);
    ObjectNode content = response.putObject("content");
    for (String type :
        List.of(
            "application/json",
            "application/vnd.spring-boot.actuator.v3+json",
            "application/vnd.spring-boot.actuator.v2+json")) {
      ObjectNode schema = content.putObject(type).putObject("schema");
      schema.put("type", "object").put("additionalProperties", true);
      schema.putObject("properties").putObject("status").put("type", "string");
      schema.putArray("required").add("status");
    }
  }
}
