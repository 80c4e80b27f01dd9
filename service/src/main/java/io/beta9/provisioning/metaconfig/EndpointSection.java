package io.beta9.provisioning.metaconfig;

import io.beta9.provisioning.metaconfig.MetaConfig.ClusterEndpoint;
import io.beta9.provisioning.metaconfig.MetaConfig.EndpointAccess;
import io.beta9.provisioning.metaconfig.network.Cidr;
import io.beta9.provisioning.metaconfig.network.WorkerNetworks;
import java.util.List;

/**
 * Reads {@code cluster.endpoint}: who reaches the Kubernetes API. Rejects what would exclude the
 * workers of this installation, which install and verify Beta9 through it.
 */
final class EndpointSection {
  /**
   * EKS's limit for a public endpoint.
   *
   * @see <a href="https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html">quotas</a>
   */
  private static final int MAX_PUBLIC_BLOCKS = 40;

  /** A third of what a security group holds, next to the rules that EKS adds. */
  private static final int MAX_PRIVATE_BLOCKS = 20;

  private static final String ACCESS = "access";
  private static final String CIDRS = "allowed_cidrs";

  private EndpointSection() {}

  static ClusterEndpoint read(Fields cluster, String vpc, WorkerNetworks workers) {
    Fields endpoint = cluster.section("endpoint");
    EndpointAccess access =
        EndpointAccess.byLabel()
            .getOrDefault(
                endpoint.text(
                    ACCESS,
                    EndpointAccess.PUBLIC.label(),
                    Fields.oneOf(EndpointAccess.byLabel(), "an access")),
                EndpointAccess.PUBLIC);
    List<String> allowed =
        switch (access) {
          case PUBLIC -> publicCidrs(endpoint, workers);
          case PRIVATE -> privateCidrs(endpoint, vpc, workers);
        };
    endpoint.rejectUnknownFields();
    return new ClusterEndpoint(access, allowed);
  }

  private static List<String> publicCidrs(Fields endpoint, WorkerNetworks workers) {
    List<String> allowed = endpoint.textList(CIDRS, MAX_PUBLIC_BLOCKS, AddressRules::publicBlock);
    if (allowed.isEmpty()) {
      return allowed;
    }
    List<Cidr> blocks = AddressRules.blocks(allowed);
    boolean unrestricted = blocks.stream().anyMatch(block -> block.prefix() == 0);
    if (unrestricted) {
      return allowed;
    }
    if (workers.publicSources().isEmpty()) {
      endpoint.addViolation(
          CIDRS,
          "restricts the Kubernetes API, but this installation does not state from which public"
              + " addresses its workers connect; its operator sets them in WORKER_SOURCE_CIDRS");
      return allowed;
    }
    String missing = WorkerNetworks.missing(workers.publicSources(), blocks);
    if (!missing.isEmpty()) {
      endpoint.addViolation(
          CIDRS, "excludes the workers that install Beta9; add their addresses: " + missing);
    }
    return allowed;
  }

  private static List<String> privateCidrs(Fields endpoint, String vpc, WorkerNetworks workers) {
    List<String> allowed = endpoint.textList(CIDRS, MAX_PRIVATE_BLOCKS, AddressRules::privateBlock);
    if (allowed.isEmpty()) {
      if (endpoint.value(CIDRS) == null || endpoint.isEmptyList(CIDRS)) {
        endpoint.addViolation(
            CIDRS,
            "is required for access 'private': the connected networks that use the Kubernetes API,"
                + " among them that of the workers which install Beta9");
      }
      return allowed;
    }
    if (Cidr.parse(vpc).filter(workers::reaches).isEmpty()) {
      requireTemporaryAccess(endpoint, vpc, workers);
      return allowed;
    }
    if (workers.privateSources().isEmpty()) {
      endpoint.addViolation(
          ACCESS,
          "is 'private', but this installation does not state from which private addresses its"
              + " workers connect; its operator sets them in WORKER_SOURCE_CIDRS");
      return allowed;
    }
    String missing = WorkerNetworks.missing(workers.privateSources(), AddressRules.blocks(allowed));
    if (!missing.isEmpty()) {
      endpoint.addViolation(
          CIDRS, "excludes the workers that install Beta9; add their addresses: " + missing);
    }
    return allowed;
  }

  /** Without a route, the endpoint is opened to the workers' public addresses for an operation. */
  private static void requireTemporaryAccess(Fields endpoint, String vpc, WorkerNetworks workers) {
    String cause = "is 'private', and the workers of this installation have no route to " + vpc;
    if (workers.publicSources().isEmpty()) {
      endpoint.addViolation(
          ACCESS,
          cause
              + "; so that the Kubernetes API can be opened to them while an operation uses it, its"
              + " operator sets their public addresses in WORKER_SOURCE_CIDRS, or, after the VPC is"
              + " connected with their network, adds it to WORKER_PRIVATE_NETWORKS");
    } else if (workers.publicSources().size() > MAX_PUBLIC_BLOCKS) {
      endpoint.addViolation(
          ACCESS,
          cause
              + "; the Kubernetes API cannot be opened to them while an operation uses it: "
              + workers.publicSources().size()
              + " public blocks are in WORKER_SOURCE_CIDRS, and EKS admits "
              + MAX_PUBLIC_BLOCKS);
    }
  }
}
