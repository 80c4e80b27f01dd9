package io.beta9.provisioning.cloudsim.kubernetes.controller;

import io.beta9.provisioning.cloudsim.kubernetes.LoadBalancers;
import io.beta9.provisioning.cloudsim.kubernetes.api.ClusterState;
import io.beta9.provisioning.cloudsim.kubernetes.api.Json;
import io.beta9.provisioning.cloudsim.kubernetes.api.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.api.Meta;
import io.beta9.provisioning.cloudsim.kubernetes.api.Objects;
import io.beta9.provisioning.cloudsim.kubernetes.api.Services;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Keeps the endpoints of Services, and a load balancer in front of those that ask for one. */
final class ServiceController implements Controller {
  private static final String FINALIZER = "service.kubernetes.io/load-balancer-cleanup";
  private static final String TYPE = "service.beta.kubernetes.io/aws-load-balancer-type";
  // These are left alone by EKS itself: a controller in the cluster has to take care of them.
  private static final Set<String> FOREIGN = Set.of("external", "nlb-ip");

  private final Objects objects;
  private final Events events;
  private final LoadBalancers loadBalancers;

  ServiceController(Objects objects, Events events, LoadBalancers loadBalancers) {
    this.objects = objects;
    this.events = events;
    this.loadBalancers = loadBalancers;
  }

  @Override
  public void reconcile() {
    for (ObjectNode service : objects.list(Kinds.SERVICE)) {
      boolean wantsBalancer =
          Json.text(service, "spec.type").equals("LoadBalancer")
              && !Meta.isDeleting(service)
              && !FOREIGN.contains(
                  Json.at(service, "metadata.annotations").path(TYPE).asString(""));
      if (wantsBalancer) {
        balance(service);
      } else if (finalizers(service).contains(FINALIZER)) {
        unbalance(service);
      }
      if (!Meta.isDeleting(service) && !Json.at(service, "spec.selector").isEmpty()) {
        endpoints(service);
      }
    }
    for (ObjectNode endpoints : objects.list(Kinds.ENDPOINTS)) {
      if (objects.find(Kinds.SERVICE, Meta.namespace(endpoints), Meta.name(endpoints)).isEmpty()) {
        objects.remove(Kinds.ENDPOINTS, endpoints);
      }
    }
  }

  private void balance(ObjectNode service) {
    if (!Json.items(service, "status.loadBalancer.ingress").isEmpty()) {
      return;
    }
    ObjectNode held =
        objects.edit(
            Kinds.SERVICE,
            service,
            copy -> {
              if (!finalizers(copy).contains(FINALIZER)) {
                ObjectNode meta = Json.make(copy, "metadata");
                meta.withArrayProperty("finalizers").add(FINALIZER);
              }
            });
    String host;
    try {
      host = loadBalancers.create(wanted(held));
    } catch (RuntimeException e) {
      // Whatever AWS said is for the person who reads the events; the next round tries again.
      events.warning(
          Kinds.SERVICE,
          held,
          "service-controller",
          "SyncLoadBalancerFailed",
          "Error syncing load balancer: failed to ensure load balancer: " + e.getMessage());
      return;
    }
    objects.edit(
        Kinds.SERVICE,
        held,
        copy ->
            Json.make(copy, "status.loadBalancer")
                .putArray("ingress")
                .addObject()
                .put("hostname", host));
    events.normal(
        Kinds.SERVICE, held, "service-controller", "EnsuredLoadBalancer", "Ensured load balancer");
  }

  private void unbalance(ObjectNode service) {
    try {
      loadBalancers.delete(wanted(service));
    } catch (RuntimeException e) {
      events.warning(
          Kinds.SERVICE,
          service,
          "service-controller",
          "SyncLoadBalancerFailed",
          "Error syncing load balancer: failed to delete load balancer: " + e.getMessage());
      return;
    }
    ObjectNode released =
        objects.edit(
            Kinds.SERVICE,
            service,
            copy -> {
              ArrayNode kept = Json.array();
              finalizers(copy).stream().filter(name -> !name.equals(FINALIZER)).forEach(kept::add);
              Json.make(copy, "metadata").set("finalizers", kept);
              Json.make(copy, "status").putObject("loadBalancer");
            });
    if (Meta.isDeleting(released) && finalizers(released).isEmpty()) {
      objects.remove(Kinds.SERVICE, released);
    }
  }

  private LoadBalancers.Wanted wanted(ObjectNode service) {
    ClusterState cluster = objects.state();
    return new LoadBalancers.Wanted(
        cluster.account(),
        cluster.region(),
        cluster.name(),
        Meta.namespace(service),
        Meta.name(service),
        Meta.uid(service),
        Json.strings(Json.at(service, "metadata.annotations")),
        Json.items(service, "spec.ports").stream()
            .map(port -> port.path("port").asInt(0))
            .toList());
  }

  private void endpoints(ObjectNode service) {
    ArrayNode subsets = Json.array();
    List<ObjectNode> pods = Services.readyPods(objects, service);
    if (!pods.isEmpty()) {
      ObjectNode subset = subsets.addObject();
      ArrayNode addresses = subset.putArray("addresses");
      for (ObjectNode pod : pods) {
        ObjectNode address = addresses.addObject().put("ip", Json.text(pod, "status.podIP"));
        address.put("nodeName", Json.text(pod, "spec.nodeName"));
        address
            .putObject("targetRef")
            .put("kind", "Pod")
            .put("namespace", Meta.namespace(pod))
            .put("name", Meta.name(pod))
            .put("uid", Meta.uid(pod));
      }
      ArrayNode ports = subset.putArray("ports");
      for (JsonNode port : Json.items(service, "spec.ports")) {
        ObjectNode made = ports.addObject();
        if (port.has("name")) {
          made.set("name", port.path("name"));
        }
        JsonNode target = port.path("targetPort");
        made.set("port", target.isNumber() ? target : port.path("port"));
        made.set("protocol", port.path("protocol"));
      }
    }
    ObjectNode endpoints =
        objects
            .find(Kinds.ENDPOINTS, Meta.namespace(service), Meta.name(service))
            .orElseGet(
                () -> {
                  ObjectNode made = Json.object();
                  made.putObject("metadata")
                      .put("name", Meta.name(service))
                      .put("namespace", Meta.namespace(service));
                  return objects.create(Kinds.ENDPOINTS, made);
                });
    objects.edit(Kinds.ENDPOINTS, endpoints, copy -> copy.set("subsets", subsets));
  }

  private static List<String> finalizers(JsonNode service) {
    return Json.items(service, "metadata.finalizers").stream()
        .map(name -> name.asString(""))
        .toList();
  }
}
