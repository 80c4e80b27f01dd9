package io.beta9.provisioning.diagnosis;

import io.beta9.provisioning.environment.Environment;
import java.util.List;

/** Compares the cluster of an environment with what was installed in it. */
@FunctionalInterface
public interface ClusterCheck {

  /**
   * Returns one sentence for each problem; empty if there is none.
   *
   * @throws io.beta9.provisioning.failure.FailureException if account or cluster cannot be accessed
   */
  List<String> problems(Environment environment);

  /**
   * Returns one sentence if the Kubernetes API is open although it is to be private; empty if it is
   * as it should be, or there is no cluster.
   *
   * @throws io.beta9.provisioning.failure.FailureException if the account cannot be accessed
   */
  default List<String> exposure(Environment environment) {
    return List.of();
  }
}
