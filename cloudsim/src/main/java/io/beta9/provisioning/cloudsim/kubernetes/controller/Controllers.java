package io.beta9.provisioning.cloudsim.kubernetes.controller;

import io.beta9.provisioning.cloudsim.Cloud;
import io.beta9.provisioning.cloudsim.kubernetes.LoadBalancers;
import io.beta9.provisioning.cloudsim.kubernetes.api.Deletion;
import io.beta9.provisioning.cloudsim.kubernetes.api.Json;
import io.beta9.provisioning.cloudsim.kubernetes.api.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.api.Objects;
import io.beta9.provisioning.cloudsim.kubernetes.api.PodPrograms;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Everything that acts in a cluster by itself. */
public final class Controllers {
  private static final Logger log = LoggerFactory.getLogger(Controllers.class);
  private static final int MOST_ROUNDS = 200;

  private final Objects objects;
  private final List<Controller> all;

  /**
   * Makes the controllers of one cluster.
   *
   * @param residents programs in its pods that act on the cluster themselves
   */
  public Controllers(
      Objects objects,
      PodPrograms programs,
      Cloud cloud,
      LoadBalancers loadBalancers,
      List<Runnable> residents) {
    this.objects = objects;
    Events events = new Events(objects);
    Deletion deletion = new Deletion(objects);
    PodTemplate templates = new PodTemplate(objects, events);
    this.all =
        List.of(
            new NamespaceController(objects, deletion),
            new GarbageCollector(objects, deletion),
            this::bindClaims,
            new DeploymentController(objects, events),
            new ReplicaSetController(objects, events, templates),
            new DaemonSetController(objects, templates),
            new StatefulSetController(objects, templates),
            new JobController(objects, templates, deletion),
            new Scheduler(objects, events),
            new Kubelet(objects, events, programs, cloud),
            new Nodes(objects),
            new ServiceController(objects, events, loadBalancers),
            () -> residents.forEach(Runnable::run));
  }

  /** Lets all of them act until none has anything left to do for now. */
  public void settle() {
    for (int round = 0; round < MOST_ROUNDS; round++) {
      long before = objects.version();
      all.forEach(Controller::reconcile);
      if (objects.version() == before) {
        return;
      }
    }
    log.warn("The controllers of {} do not come to rest", objects.state().name());
  }

  private void bindClaims() {
    for (ObjectNode claim : objects.list(Kinds.CLAIM)) {
      objects.edit(Kinds.CLAIM, claim, copy -> Json.make(copy, "status").put("phase", "Bound"));
    }
  }
}
