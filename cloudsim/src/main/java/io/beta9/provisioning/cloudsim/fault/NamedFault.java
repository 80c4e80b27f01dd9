package io.beta9.provisioning.cloudsim.fault;

import java.util.List;

/**
 * A fault of the {@link FaultCatalogue}.
 *
 * @param name in kebab case
 * @param meaning what happens, a clause without a full stop
 * @param phase the operation that it hits
 * @param requirement what has to run for the fault to have an effect
 * @param rules what injects it
 */
public record NamedFault(
    String name, String meaning, Phase phase, Requirement requirement, List<FaultRule> rules) {

  /** The operation that a fault hits. */
  public enum Phase {
    PROVISION,
    DESTROY
  }

  /** What has to run for a fault to have an effect. */
  public enum Requirement {
    /** Calls to AWS, from any process. */
    CALLS,
    /** The real Terraform, which waits for resources, or the real Helm and the cluster's pods. */
    TERRAFORM_AND_HELM
  }

  public NamedFault {
    rules = List.copyOf(rules);
  }
}
