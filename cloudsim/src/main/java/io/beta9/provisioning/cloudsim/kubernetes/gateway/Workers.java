package io.beta9.provisioning.cloudsim.kubernetes.gateway;

import io.beta9.provisioning.cloudsim.kubernetes.api.Json;
import io.beta9.provisioning.cloudsim.kubernetes.api.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.api.Meta;
import io.beta9.provisioning.cloudsim.kubernetes.api.Objects;
import io.beta9.provisioning.cloudsim.kubernetes.api.Resources;
import io.beta9.provisioning.cloudsim.kubernetes.controller.Quantity;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The worker Jobs that a gateway keeps for its pools. Helm knows nothing of them, so they outlive
 * the release.
 */
final class Workers {
  private static final int MOST = 50;

  private final Objects objects;
  private final Resources resources;
  private final Rbac rbac;

  Workers(Objects objects) {
    this.objects = objects;
    this.resources = new Resources(objects);
    this.rbac = new Rbac(objects);
  }

  /** Makes the workers that the pools of a gateway still lack, as far as its account may. */
  void keep(ObjectNode gatewayPod, GatewayConfig config) {
    String namespace = config.text("worker.namespace");
    String account = Json.text(gatewayPod, "spec.serviceAccountName");
    boolean allowed =
        rbac.allows(Meta.namespace(gatewayPod), account, namespace, "batch", "jobs", "create")
            && rbac.allows(Meta.namespace(gatewayPod), account, namespace, "batch", "jobs", "list")
            && rbac.allows(Meta.namespace(gatewayPod), account, namespace, "", "pods", "list");
    if (!allowed
        || objects
            .find(Kinds.NAMESPACE, "", namespace)
            .filter(found -> !Meta.isDeleting(found))
            .isEmpty()) {
      return;
    }
    for (Map.Entry<String, JsonNode> pool : pools(config).properties()) {
      for (int have = count(namespace, pool.getKey()); have < needed(pool.getValue()); have++) {
        resources.create(Kinds.JOB, namespace, job(config, pool.getKey(), pool.getValue()));
      }
    }
  }

  /** The pools of a gateway by their names: the default ones, and what its configuration says. */
  static ObjectNode pools(GatewayConfig config) {
    ObjectNode pools = defaults();
    for (Map.Entry<String, JsonNode> pool : Json.at(config.tree(), "worker.pools").properties()) {
      merge(Json.make(pools, pool.getKey()), pool.getValue());
    }
    return pools;
  }

  /** Pools that are there unless the configuration says otherwise: the build pool stays warm. */
  private static ObjectNode defaults() {
    return Json.object(
        """
        {"default": {"poolSizing": {"defaultWorkerCPU": "1000m", "defaultWorkerMemory": "1Gi"}},
         "build": {"poolSizing": {"defaultWorkerCPU": "8000m", "defaultWorkerMemory": "32Gi",
                                  "minFreeCPU": "8000m", "minFreeMemory": "32Gi"}}}
        """);
  }

  private static void merge(ObjectNode into, JsonNode from) {
    for (Map.Entry<String, JsonNode> entry : from.properties()) {
      if (entry.getValue().isObject()) {
        merge(Json.make(into, entry.getKey()), entry.getValue());
      } else {
        into.set(entry.getKey(), entry.getValue().deepCopy());
      }
    }
  }

  private int count(String namespace, String pool) {
    return (int)
        objects.list(Kinds.JOB, namespace).stream()
            .filter(job -> pool.equals(Meta.labels(job).get("beta9-worker-pool")))
            .filter(job -> Json.at(job, "status.completionTime").isMissingNode())
            .count();
  }

  /** As many as give the free capacity that the pool wants. */
  private static int needed(JsonNode pool) {
    long workers = 0;
    for (String[] pair :
        new String[][] {
          {"minFreeCPU", "defaultWorkerCPU"},
          {"minFreeMemory", "defaultWorkerMemory"},
          {"minFreeGPU", "defaultWorkerGpuCount"}
        }) {
      long free = Quantity.thousandths(Json.at(pool, "poolSizing." + pair[0]));
      long each = Quantity.thousandths(Json.at(pool, "poolSizing." + pair[1]));
      if (free > 0) {
        workers = Math.max(workers, each <= 0 ? 1 : Math.ceilDiv(free, each));
      }
    }
    return (int) Math.min(workers, MOST);
  }

  private static ObjectNode job(GatewayConfig config, String pool, JsonNode settings) {
    byte[] id = new byte[4];
    ThreadLocalRandom.current().nextBytes(id);
    ObjectNode job = Json.object();
    job.putObject("metadata").put("name", "worker-" + pool + "-" + HexFormat.of().formatHex(id));
    for (String labels : new String[] {"metadata.labels", "spec.template.metadata.labels"}) {
      Json.make(job, labels).put("app", "beta9-worker").put("beta9-worker-pool", pool);
    }
    Json.make(job, "spec").put("ttlSecondsAfterFinished", 30).put("backoffLimit", 0);
    ObjectNode spec = Json.make(job, "spec.template.spec");
    spec.put("restartPolicy", "Never");
    String account = config.text("worker.serviceAccountName");
    if (!account.isEmpty()) {
      spec.put("serviceAccountName", account);
    }
    JsonNode selector = Json.at(settings, "jobSpec.nodeSelector");
    if (selector.isObject() && !selector.isEmpty()) {
      spec.set("nodeSelector", selector.deepCopy());
    }
    ObjectNode container = spec.putArray("containers").addObject();
    String tag = config.text("worker.imageTag");
    container
        .put("name", "worker")
        .put(
            "image",
            config.text("worker.imageRegistry")
                + "/"
                + config.text("worker.imageName")
                + ":"
                + (tag.isEmpty() ? "latest" : tag));
    ArrayNode command = container.putArray("command");
    command.add("tini").add("--").add("worker");
    container.putObject("securityContext").put("privileged", true);
    if (Json.at(config.tree(), "worker.jobResourcesEnforced").asBoolean(false)) {
      ObjectNode requests = Json.make(container, "resources.requests");
      request(requests, "cpu", Json.at(settings, "poolSizing.defaultWorkerCPU"));
      request(requests, "memory", Json.at(settings, "poolSizing.defaultWorkerMemory"));
      JsonNode gpus = Json.at(settings, "poolSizing.defaultWorkerGpuCount");
      if (Quantity.thousandths(gpus) > 0) {
        request(requests, "nvidia.com/gpu", gpus);
        Json.make(container, "resources.limits").put("nvidia.com/gpu", gpus.asString(""));
      }
    }
    return job;
  }

  private static void request(ObjectNode requests, String name, JsonNode amount) {
    if (Quantity.thousandths(amount) > 0) {
      requests.put(name, amount.asString(""));
    }
  }
}
