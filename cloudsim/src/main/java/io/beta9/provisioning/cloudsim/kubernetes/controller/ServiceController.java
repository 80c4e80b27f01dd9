package io.beta9.provisioning.cloudsim.kubernetes.controller;

import io.beta9.provisioning.cloudsim.kubernetes.aws.LoadBalancers;
import io.beta9.provisioning.cloudsim.kubernetes.node.Pods;
import io.beta9.provisioning.cloudsim.kubernetes.store.ClusterState;
import io.beta9.provisioning.cloudsim.kubernetes.store.EventRecorder;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Maintains the endpoints of Services, and the load balancers of Services that request one. */
final class ServiceController implements Controller {
  private static final String FINALIZER = "service.kubernetes.io/load-balancer-cleanup";
  private static final String TYPE_ANNOTATION = "service.beta.kubernetes.io/aws-load-balancer-type";
  // Ignored by EKS; a load balancer controller in the cluster is responsible for them.
  private static final Set<String> EXTERNALLY_MANAGED_TYPES = Set.of("external", "nlb-ip");

  private final ObjectStore store;
  private final EventRecorder events;
  private final LoadBalancers loadBalancers;

  /** The source ranges that the load balancer of each Service has, by the Service's uid. */
  private final Map<String, List<String>> syncedRanges = new HashMap<>();

  ServiceController(ObjectStore store, EventRecorder events, LoadBalancers loadBalancers) {
    this.store = store;
    this.events = events;
    this.loadBalancers = loadBalancers;
  }

  @Override
  public void reconcile() {
    for (ObjectNode service : store.list(Kinds.SERVICE)) {
      boolean needsLoadBalancer =
          Json.text(service, "spec.type").equals("LoadBalancer")
              && !ObjectMeta.isDeleting(service)
              && !EXTERNALLY_MANAGED_TYPES.contains(
                  Json.at(service, "metadata.annotations").path(TYPE_ANNOTATION).asString(""));
      if (needsLoadBalancer) {
        ensureLoadBalancer(service);
      } else if (finalizers(service).contains(FINALIZER)) {
        deleteLoadBalancer(service);
      }
      if (!ObjectMeta.isDeleting(service) && !Json.at(service, "spec.selector").isEmpty()) {
        updateEndpoints(service);
      }
    }
    for (ObjectNode endpoints : store.list(Kinds.ENDPOINTS)) {
      if (store
          .find(Kinds.SERVICE, ObjectMeta.namespace(endpoints), ObjectMeta.name(endpoints))
          .isEmpty()) {
        store.remove(Kinds.ENDPOINTS, endpoints);
      }
    }
  }

  private void ensureLoadBalancer(ObjectNode service) {
    List<String> ranges = sourceRanges(service);
    if (!Json.items(service, "status.loadBalancer.ingress").isEmpty()
        && ranges.equals(syncedRanges.get(ObjectMeta.uid(service)))) {
      return;
    }
    ObjectNode withFinalizer =
        store.edit(
            Kinds.SERVICE,
            service,
            copy -> {
              if (!finalizers(copy).contains(FINALIZER)) {
                ObjectNode meta = Json.ensureObject(copy, "metadata");
                meta.withArrayProperty("finalizers").add(FINALIZER);
              }
            });
    String host;
    try {
      host = loadBalancers.create(loadBalancerRequest(withFinalizer));
    } catch (RuntimeException e) {
      // The error is reported in an event; the next reconciliation retries.
      events.warning(
          Kinds.SERVICE,
          withFinalizer,
          "service-controller",
          "SyncLoadBalancerFailed",
          "Error syncing load balancer: failed to ensure load balancer: " + e.getMessage());
      return;
    }
    syncedRanges.put(ObjectMeta.uid(service), ranges);
    if (!Json.items(service, "status.loadBalancer.ingress").isEmpty()) {
      return;
    }
    store.edit(
        Kinds.SERVICE,
        withFinalizer,
        copy ->
            Json.ensureObject(copy, "status.loadBalancer")
                .putArray("ingress")
                .addObject()
                .put("hostname", host));
    events.normal(
        Kinds.SERVICE,
        withFinalizer,
        "service-controller",
        "EnsuredLoadBalancer",
        "Ensured load balancer");
  }

  private void deleteLoadBalancer(ObjectNode service) {
    try {
      loadBalancers.delete(loadBalancerRequest(service));
    } catch (RuntimeException e) {
      // The finalizer stays, so that the next reconciliation retries.
      events.warning(
          Kinds.SERVICE,
          service,
          "service-controller",
          "SyncLoadBalancerFailed",
          "Error syncing load balancer: failed to delete load balancer: " + e.getMessage());
      return;
    }
    ObjectNode released =
        store.edit(
            Kinds.SERVICE,
            service,
            copy -> {
              ArrayNode remaining = Json.array();
              finalizers(copy).stream()
                  .filter(name -> !name.equals(FINALIZER))
                  .forEach(remaining::add);
              Json.ensureObject(copy, "metadata").set("finalizers", remaining);
              Json.ensureObject(copy, "status").putObject("loadBalancer");
            });
    if (ObjectMeta.isDeleting(released) && finalizers(released).isEmpty()) {
      store.remove(Kinds.SERVICE, released);
    }
  }

  private LoadBalancers.Request loadBalancerRequest(ObjectNode service) {
    ClusterState cluster = store.state();
    return new LoadBalancers.Request(
        cluster.account(),
        cluster.region(),
        cluster.name(),
        ObjectMeta.namespace(service),
        ObjectMeta.name(service),
        ObjectMeta.uid(service),
        Json.stringMap(Json.at(service, "metadata.annotations")),
        Json.items(service, "spec.ports").stream().map(port -> port.path("port").asInt(0)).toList(),
        sourceRanges(service));
  }

  private static List<String> sourceRanges(JsonNode service) {
    return Json.items(service, "spec.loadBalancerSourceRanges").stream()
        .map(range -> range.asString(""))
        .toList();
  }

  private void updateEndpoints(ObjectNode service) {
    ArrayNode subsets = Json.array();
    List<ObjectNode> pods = Pods.readyPodsOf(store, service);
    if (!pods.isEmpty()) {
      ObjectNode subset = subsets.addObject();
      ArrayNode addresses = subset.putArray("addresses");
      for (ObjectNode pod : pods) {
        ObjectNode address = addresses.addObject().put("ip", Json.text(pod, "status.podIP"));
        address.put("nodeName", Json.text(pod, "spec.nodeName"));
        address
            .putObject("targetRef")
            .put("kind", "Pod")
            .put("namespace", ObjectMeta.namespace(pod))
            .put("name", ObjectMeta.name(pod))
            .put("uid", ObjectMeta.uid(pod));
      }
      ArrayNode ports = subset.putArray("ports");
      for (JsonNode port : Json.items(service, "spec.ports")) {
        ObjectNode endpointPort = ports.addObject();
        if (port.has("name")) {
          endpointPort.set("name", port.path("name"));
        }
        JsonNode target = port.path("targetPort");
        endpointPort.set("port", target.isNumber() ? target : port.path("port"));
        endpointPort.set("protocol", port.path("protocol"));
      }
    }
    ObjectNode endpoints =
        store
            .find(Kinds.ENDPOINTS, ObjectMeta.namespace(service), ObjectMeta.name(service))
            .orElseGet(
                () -> {
                  ObjectNode created = Json.object();
                  created
                      .putObject("metadata")
                      .put("name", ObjectMeta.name(service))
                      .put("namespace", ObjectMeta.namespace(service));
                  return store.create(Kinds.ENDPOINTS, created);
                });
    store.edit(Kinds.ENDPOINTS, endpoints, copy -> copy.set("subsets", subsets));
  }

  private static List<String> finalizers(JsonNode service) {
    return Json.items(service, "metadata.finalizers").stream()
        .map(name -> name.asString(""))
        .toList();
  }
}
