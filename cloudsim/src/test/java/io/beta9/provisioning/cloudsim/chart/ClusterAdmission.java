package io.beta9.provisioning.cloudsim.chart;

import io.beta9.provisioning.cloudsim.kubernetes.admission.Admission;
import io.beta9.provisioning.cloudsim.kubernetes.http.TlsIdentity;
import io.beta9.provisioning.cloudsim.kubernetes.resource.ResourceOperations;
import io.beta9.provisioning.cloudsim.kubernetes.store.ApiException;
import io.beta9.provisioning.cloudsim.kubernetes.store.ClusterState;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kind;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Creates rendered objects in an empty cluster: built-in kinds are parsed strictly against the
 * Kubernetes model and validated by the simulated API server, custom resources against their
 * schemas.
 */
final class ClusterAdmission {
  private static final TlsIdentity IDENTITY = TlsIdentity.create("chart", Instant.EPOCH);
  private static final CustomResourceSchemas CUSTOM = new CustomResourceSchemas();

  private ClusterAdmission() {}

  /** Returns the errors of all objects. Two objects of the same kind and name are an error. */
  static List<String> errors(List<ObjectNode> objects) {
    ObjectStore store =
        new ObjectStore(
            new ClusterState("123456789012", "us-east-1", "chart", "1.33", IDENTITY),
            Clock.systemUTC());
    ResourceOperations operations = new ResourceOperations(store, Admission.of(store));
    ObjectNode namespace = Json.object();
    namespace.putObject("metadata").put("name", RenderedChart.NAMESPACE);
    operations.create(Kinds.NAMESPACE, "", namespace);
    List<String> errors = new ArrayList<>();
    for (ObjectNode object : objects) {
      String name = object.path("kind").asString() + " " + Json.text(object, "metadata.name");
      Optional<List<String>> custom = CUSTOM.errors(object);
      if (custom.isPresent()) {
        custom.get().forEach(error -> errors.add(name + ": " + error));
        continue;
      }
      Optional<Kind> kind =
          Kinds.all().stream()
              .filter(known -> known.apiVersion().equals(object.path("apiVersion").asString()))
              .filter(known -> known.name().equals(object.path("kind").asString()))
              .findFirst();
      if (kind.isEmpty()) {
        errors.add(name + ": unknown kind");
        continue;
      }
      try {
        operations.create(
            kind.get(), kind.get().namespaced() ? RenderedChart.NAMESPACE : "", object);
      } catch (ApiException e) {
        errors.add(name + ": " + e.getMessage());
      }
    }
    return errors;
  }
}
