package io.beta9.provisioning.bootstrap;

import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.ClusterAddOns;
import io.beta9.provisioning.bootstrap.cluster.UninstallResult;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.bootstrap.helm.Beta9Inputs;
import io.beta9.provisioning.metaconfig.catalog.SmokeTest;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The steps inside a cluster, in the order in which each prepares the next one. */
enum ClusterStep {
  CLUSTER_ACCESS("provision"),
  NODES("provision") {
    @Override
    void prepare(ClusterAccess access) {
      var deployments = access.client().apps().deployments().inNamespace("kube-system");
      deployments.withName("coredns").scale(0);
      deployments.withName("metrics-server").delete();
    }
  },
  BASELINE("provision"),
  BETA9("provision"),
  CLAIM("provision"),
  EXPOSE("provision"),
  VERIFY("provision"),
  REPAIR_BASELINE("update") {
    @Override
    void prepare(ClusterAccess access) {
      access
          .client()
          .apps()
          .deployments()
          .inNamespace("kube-system")
          .withLabel("app.kubernetes.io/instance", "baseline")
          .delete();
    }
  },
  UPDATE_BETA9("update"),
  DRAIN("update"),
  CLUSTER_UNINSTALL("destroy");

  private final String phase;

  ClusterStep(String phase) {
    this.phase = phase;
  }

  String phase() {
    return phase;
  }

  /** Returns the name of the step in the pipeline. */
  String code() {
    return switch (this) {
      case REPAIR_BASELINE -> BASELINE.code();
      case UPDATE_BETA9 -> BETA9.code();
      default -> name().toLowerCase(Locale.ROOT).replace('_', '-');
    };
  }

  /** Gives the step something to do. */
  void prepare(ClusterAccess access) {
    // Most steps have something to do.
  }

  /** Executes the step; empty if all of it is done, otherwise what is left. */
  List<String> run(Bootstrap bootstrap, ClusterStage.State state, WaitContext context)
      throws InterruptedException {
    Beta9Inputs inputs = TestInfraModels.inputs(TestInfraModels.model(1, null, null));
    switch (this) {
      case CLUSTER_ACCESS -> bootstrap.awaitApiServer(context);
      case NODES -> {
        bootstrap.restoreAddOns(addOns(state.cluster()), () -> {}, context);
        bootstrap.awaitNodes(inputs.model(), group -> List.of(), context);
      }
      case BASELINE -> {
        bootstrap.installBaseline(inputs.model(), false, context);
        bootstrap.awaitBaseline(context);
      }
      case BETA9 -> bootstrap.installBeta9(inputs, context);
      case CLAIM -> {
        bootstrap.claim(state.tokens(), inputs, context);
        bootstrap.ensureUserToken(state.tokens(), state.users(), context);
      }
      case EXPOSE -> bootstrap.expose(inputs, (host, port) -> true, context);
      case VERIFY -> bootstrap.verify(state.tokens(), inputs, SmokeTest.BASIC, context);
      case REPAIR_BASELINE -> {
        bootstrap.installBaseline(inputs.model(), true, context);
        bootstrap.awaitBaseline(context);
      }
      case UPDATE_BETA9 ->
          bootstrap.installBeta9(
              TestInfraModels.inputs(TestInfraModels.withGateway("0.1.763")), context);
      case DRAIN -> bootstrap.drain(Set.of("cpu"), context);
      case CLUSTER_UNINSTALL -> {
        UninstallResult result = bootstrap.uninstall(context);
        return result.isComplete() && result.problems().isEmpty()
            ? List.of()
            : List.of(result.toString());
      }
    }
    return List.of();
  }

  private static ClusterAddOns addOns(SimulatedCluster cluster) {
    return new ClusterAddOns() {
      @Override
      public boolean reinstall(String addOn) {
        cluster.installAddOn(addOn);
        return true;
      }

      @Override
      public String status(String addOn) {
        return "ACTIVE";
      }
    };
  }
}
