package io.beta9.provisioning.cloudsim.kubernetes;

import io.beta9.provisioning.cloudsim.cloud.Cloud;
import io.beta9.provisioning.cloudsim.cloud.ClusterControlPlanes;
import io.beta9.provisioning.cloudsim.kubernetes.admission.Admission;
import io.beta9.provisioning.cloudsim.kubernetes.api.ApiServer;
import io.beta9.provisioning.cloudsim.kubernetes.api.Authenticator;
import io.beta9.provisioning.cloudsim.kubernetes.api.RequestFaults;
import io.beta9.provisioning.cloudsim.kubernetes.aws.AwsBackend;
import io.beta9.provisioning.cloudsim.kubernetes.controller.Controllers;
import io.beta9.provisioning.cloudsim.kubernetes.gateway.Beta9Programs;
import io.beta9.provisioning.cloudsim.kubernetes.http.HttpsServer;
import io.beta9.provisioning.cloudsim.kubernetes.node.NodeController;
import io.beta9.provisioning.cloudsim.kubernetes.resource.ResourceOperations;
import io.beta9.provisioning.cloudsim.kubernetes.store.ClusterState;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A running cluster: its API server and its controllers.
 *
 * <p>Lock order: the cluster's lock is acquired before any lock of a simulated AWS service. A
 * thread that holds a lock of an AWS service must therefore never wait for a cluster; {@link
 * KubernetesControlPlanes} performs such calls on a thread of its own.
 */
final class Cluster implements AutoCloseable {
  private final ClusterState state;
  private final ReentrantLock lock = new ReentrantLock(true);
  private final ObjectStore store;
  private final Runnable onChange;
  private final NodeController nodes;
  private final AddOnWorkloads addOns;
  private final Beta9Programs programs;
  private final Controllers controllers;
  private final HttpsServer server;
  private long reportedVersion;

  Cluster(
      ClusterState state,
      Cloud cloud,
      InstantSource clock,
      AwsBackend aws,
      Authenticator authenticator,
      Runnable onChange)
      throws IOException {
    this.state = state;
    this.store = new ObjectStore(state, clock);
    this.onChange = onChange;
    ResourceOperations operations =
        new ResourceOperations(store, new Admission(store, cloud.conditions()));
    this.programs = new Beta9Programs(store, operations, cloud, aws, this::reconcileAfterChange);
    this.nodes = new NodeController(store);
    this.addOns = new AddOnWorkloads(store, operations);
    this.controllers =
        new Controllers(
            store,
            operations,
            programs,
            cloud,
            aws.loadBalancers(),
            List.of(programs::reconcileWorkers, nodes::scaleUp));
    ApiServer api =
        new ApiServer(
            store,
            lock,
            this::reconcileLocked,
            authenticator,
            programs,
            operations,
            () -> cloud.latency("k8s:watch-cache"),
            new RequestFaults(cloud));
    lock.lock();
    try {
      new InitialObjects(
              store, operations, addOns, cloud.conditions().find("admission-webhook", state.name()))
          .createAll();
      controllers.reconcileUntilStable();
    } finally {
      lock.unlock();
    }
    this.server =
        HttpsServer.start(
            state.identity(),
            state.port(),
            () -> aws.endpoints().isReachable(state.account(), state.region(), state.name()),
            api::handle);
    state.setPort(server.port());
  }

  ClusterControlPlanes.Endpoint endpoint() {
    return new ClusterControlPlanes.Endpoint(
        "https://127.0.0.1:" + server.port(), state.identity().certificateAuthorityBase64());
  }

  void setNodeGroup(ClusterControlPlanes.NodeGroupNodes group) {
    change(() -> nodes.setNodeGroup(group));
  }

  void installAddOn(String name, String version) {
    change(() -> addOns.install(name, version));
  }

  void removeAddOn(String name) {
    change(() -> addOns.remove(name));
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      reconcileLocked();
    } finally {
      lock.unlock();
    }
  }

  boolean isServingBeta9() {
    lock.lock();
    try {
      return programs.isServing();
    } finally {
      lock.unlock();
    }
  }

  /** Runs the controllers, so that transitions that depend on elapsed time take effect. */
  void reconcile() {
    lock.lock();
    try {
      reconcileLocked();
    } finally {
      lock.unlock();
    }
  }

  private void reconcileAfterChange() {
    onChange.run();
    reconcile();
  }

  private void reconcileLocked() {
    controllers.reconcileUntilStable();
    if (store.version() != reportedVersion) {
      reportedVersion = store.version();
      onChange.run();
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
