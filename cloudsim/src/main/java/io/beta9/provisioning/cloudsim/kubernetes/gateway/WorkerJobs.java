package io.beta9.provisioning.cloudsim.kubernetes.gateway;

import io.beta9.provisioning.cloudsim.kubernetes.node.Pods;
import io.beta9.provisioning.cloudsim.kubernetes.resource.ResourceOperations;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import io.beta9.provisioning.cloudsim.kubernetes.store.Quantity;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Creates the worker Jobs of a gateway's pools. The Jobs do not belong to the Helm release and
 * therefore outlive it.
 */
final class WorkerJobs {
  static final String POOL_LABEL = "beta9-worker-pool";
  private static final String ON_DEMAND_LABEL = "beta9-worker-on-demand";
  private static final int MAX_WORKERS_PER_POOL = 50;
  private static final double DEFAULT_SHARED_MEMORY_PERCENT = 50;
  private static final long MEBIBYTE = 1024 * 1024;

  private final ObjectStore store;
  private final ResourceOperations operations;
  private final RbacAuthorizer rbac;

  WorkerJobs(ObjectStore store, ResourceOperations operations) {
    this.store = store;
    this.operations = operations;
    this.rbac = new RbacAuthorizer(store);
  }

  /**
   * Creates the workers that the gateway's pools lack, if the gateway's service account has the
   * required permissions. A worker that was created because its pool was busy ends when the pool no
   * longer is.
   */
  void reconcile(ObjectNode gatewayPod, GatewayConfig config, Set<String> busyPools) {
    String namespace = config.text("worker.namespace");
    String account = Json.text(gatewayPod, "spec.serviceAccountName");
    boolean allowed =
        rbac.allows(ObjectMeta.namespace(gatewayPod), account, namespace, "batch", "jobs", "create")
            && rbac.allows(
                ObjectMeta.namespace(gatewayPod), account, namespace, "batch", "jobs", "list")
            && rbac.allows(
                ObjectMeta.namespace(gatewayPod), account, namespace, "", "pods", "list");
    if (!allowed
        || store
            .find(Kinds.NAMESPACE, "", namespace)
            .filter(found -> !ObjectMeta.isDeleting(found))
            .isEmpty()) {
      return;
    }
    for (Map.Entry<String, JsonNode> pool : pools(config).properties()) {
      int required = requiredWorkers(pool.getValue());
      if (busyPools.contains(pool.getKey())) {
        required = Math.max(1, required);
      } else {
        removeIdle(namespace, pool.getKey());
      }
      for (int count = countUnfinished(namespace, pool.getKey()); count < required; count++) {
        ObjectNode job = workerJob(config, pool.getKey(), pool.getValue());
        if (busyPools.contains(pool.getKey())) {
          Json.ensureObject(job, "metadata.labels").put(ON_DEMAND_LABEL, "true");
        }
        operations.create(Kinds.JOB, namespace, job);
      }
    }
  }

  /** A worker that cannot start remains until it can. */
  private boolean hasStarted(String namespace, String job) {
    return store.list(Kinds.POD, namespace).stream()
        .filter(pod -> ObjectMeta.name(pod).startsWith(job + "-"))
        .anyMatch(Pods::isReady);
  }

  private void removeIdle(String namespace, String pool) {
    store.list(Kinds.JOB, namespace).stream()
        .filter(job -> pool.equals(ObjectMeta.labels(job).get(POOL_LABEL)))
        .filter(job -> ObjectMeta.labels(job).containsKey(ON_DEMAND_LABEL))
        .filter(job -> hasStarted(namespace, ObjectMeta.name(job)))
        .forEach(job -> store.remove(Kinds.JOB, job));
  }

  /** Returns the pools of a gateway by name: the default pools merged with the configured ones. */
  static ObjectNode pools(GatewayConfig config) {
    ObjectNode pools = defaultPools();
    for (Map.Entry<String, JsonNode> pool : Json.at(config.tree(), "worker.pools").properties()) {
      merge(Json.ensureObject(pools, pool.getKey()), pool.getValue());
    }
    return pools;
  }

  /** Returns Beta9's default pools. The default build pool keeps free capacity. */
  private static ObjectNode defaultPools() {
    return Json.object(
        """
        {"default": {"poolSizing": {"defaultWorkerCPU": "1000m", "defaultWorkerMemory": "1Gi"}},
         "build": {"poolSizing": {"defaultWorkerCPU": "8000m", "defaultWorkerMemory": "32Gi",
                                  "minFreeCPU": "8000m", "minFreeMemory": "32Gi",
                                  "sharedMemoryLimitPct": "100%"}}}
        """);
  }

  private static void merge(ObjectNode target, JsonNode source) {
    for (Map.Entry<String, JsonNode> entry : source.properties()) {
      if (entry.getValue().isObject()) {
        merge(Json.ensureObject(target, entry.getKey()), entry.getValue());
      } else {
        target.set(entry.getKey(), entry.getValue().deepCopy());
      }
    }
  }

  private int countUnfinished(String namespace, String pool) {
    return (int)
        store.list(Kinds.JOB, namespace).stream()
            .filter(job -> pool.equals(ObjectMeta.labels(job).get(POOL_LABEL)))
            .filter(job -> Json.at(job, "status.completionTime").isMissingNode())
            .count();
  }

  /** Returns the number of workers that provides the free capacity that the pool requires. */
  private static int requiredWorkers(JsonNode pool) {
    long workers = 0;
    for (String[] pair :
        new String[][] {
          {"minFreeCPU", "defaultWorkerCPU"},
          {"minFreeMemory", "defaultWorkerMemory"},
          {"minFreeGPU", "defaultWorkerGpuCount"}
        }) {
      long free = Quantity.milliValue(Json.at(pool, "poolSizing." + pair[0]));
      long perWorker = Quantity.milliValue(Json.at(pool, "poolSizing." + pair[1]));
      if (free > 0) {
        workers = Math.max(workers, perWorker <= 0 ? 1 : Math.ceilDiv(free, perWorker));
      }
    }
    return (int) Math.min(workers, MAX_WORKERS_PER_POOL);
  }

  private static ObjectNode workerJob(GatewayConfig config, String pool, JsonNode settings) {
    byte[] id = new byte[4];
    ThreadLocalRandom.current().nextBytes(id);
    ObjectNode job = Json.object();
    job.putObject("metadata").put("name", "worker-" + pool + "-" + HexFormat.of().formatHex(id));
    for (String labels : new String[] {"metadata.labels", "spec.template.metadata.labels"}) {
      Json.ensureObject(job, labels).put("app", "beta9-worker").put(POOL_LABEL, pool);
    }
    Json.ensureObject(job, "spec").put("ttlSecondsAfterFinished", 30).put("backoffLimit", 0);
    ObjectNode spec = Json.ensureObject(job, "spec.template.spec");
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
    addSharedMemory(spec, container, Json.at(settings, "poolSizing"));
    if (Json.at(config.tree(), "worker.jobResourcesEnforced").asBoolean(false)) {
      ObjectNode requests = Json.ensureObject(container, "resources.requests");
      addRequest(requests, "cpu", Json.at(settings, "poolSizing.defaultWorkerCPU"));
      addRequest(requests, "memory", Json.at(settings, "poolSizing.defaultWorkerMemory"));
      JsonNode gpus = Json.at(settings, "poolSizing.defaultWorkerGpuCount");
      if (Quantity.milliValue(gpus) > 0) {
        addRequest(requests, "nvidia.com/gpu", gpus);
        Json.ensureObject(container, "resources.limits").put("nvidia.com/gpu", gpus.asString(""));
      }
    }
    return job;
  }

  /** {@code /dev/shm} is memory of the worker: by default half of it. */
  private static void addSharedMemory(ObjectNode spec, ObjectNode container, JsonNode sizing) {
    double percent = DEFAULT_SHARED_MEMORY_PERCENT;
    String configured = sizing.path("sharedMemoryLimitPct").asString("");
    if (!configured.isEmpty()) {
      percent = Double.parseDouble(configured.replace("%", ""));
    }
    long bytes = Quantity.milliValue(sizing.path("defaultWorkerMemory")) / 1000;
    ObjectNode volume = spec.putArray("volumes").addObject().put("name", "dshm");
    volume
        .putObject("emptyDir")
        .put("medium", "Memory")
        .put("sizeLimit", (long) (bytes * percent / 100 / MEBIBYTE) + "Mi");
    container.putArray("volumeMounts").addObject().put("name", "dshm").put("mountPath", "/dev/shm");
  }

  private static void addRequest(ObjectNode requests, String name, JsonNode amount) {
    if (Quantity.milliValue(amount) > 0) {
      requests.put(name, amount.asString(""));
    }
  }
}
