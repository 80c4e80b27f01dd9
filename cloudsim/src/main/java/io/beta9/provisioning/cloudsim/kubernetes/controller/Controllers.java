package io.beta9.provisioning.cloudsim.kubernetes.controller;

import io.beta9.provisioning.cloudsim.cloud.Cloud;
import io.beta9.provisioning.cloudsim.kubernetes.aws.LoadBalancers;
import io.beta9.provisioning.cloudsim.kubernetes.node.Kubelet;
import io.beta9.provisioning.cloudsim.kubernetes.node.NodeController;
import io.beta9.provisioning.cloudsim.kubernetes.node.PodPrograms;
import io.beta9.provisioning.cloudsim.kubernetes.node.Scheduler;
import io.beta9.provisioning.cloudsim.kubernetes.node.VolumeClaims;
import io.beta9.provisioning.cloudsim.kubernetes.resource.Deletion;
import io.beta9.provisioning.cloudsim.kubernetes.resource.ResourceOperations;
import io.beta9.provisioning.cloudsim.kubernetes.store.EventRecorder;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the controllers of a cluster. */
public final class Controllers {
  private static final Logger log = LoggerFactory.getLogger(Controllers.class);
  private static final int MAX_ROUNDS = 200;

  private final ObjectStore store;
  private final List<Controller> all;

  /**
   * Creates the controllers of one cluster.
   *
   * @param podControllers actions of programs in the cluster's pods that modify the cluster
   */
  public Controllers(
      ObjectStore store,
      ResourceOperations operations,
      PodPrograms programs,
      Cloud cloud,
      LoadBalancers loadBalancers,
      List<Runnable> podControllers) {
    this.store = store;
    EventRecorder events = new EventRecorder(store);
    Deletion deletion = new Deletion(store);
    PodFactory podFactory = new PodFactory(store, operations, events);
    this.all =
        List.<Controller>of(
            new NamespaceController(store, deletion),
            new GarbageCollector(store, deletion),
            new VolumeClaims(store, events)::reconcile,
            new DeploymentController(store, events),
            new ReplicaSetController(store, events, podFactory, deletion),
            new DaemonSetController(store, podFactory, deletion),
            new StatefulSetController(store, podFactory, deletion),
            new JobController(store, podFactory, deletion),
            new Scheduler(store, events)::reconcile,
            new Kubelet(store, events, programs, cloud)::reconcile,
            new NodeController(store)::reconcile,
            new ServiceController(store, events, loadBalancers),
            () -> podControllers.forEach(Runnable::run));
  }

  /** Runs all controllers until none of them changes anything. */
  public void reconcileUntilStable() {
    for (int round = 0; round < MAX_ROUNDS; round++) {
      long before = store.version();
      all.forEach(Controller::reconcile);
      if (store.version() == before) {
        return;
      }
    }
    log.warn(
        "The controllers of cluster {} did not stabilize within {} rounds",
        store.state().name(),
        MAX_ROUNDS);
  }
}
