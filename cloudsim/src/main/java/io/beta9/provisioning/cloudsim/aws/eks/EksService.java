package io.beta9.provisioning.cloudsim.aws.eks;

import io.beta9.provisioning.cloudsim.aws.AwsService;
import io.beta9.provisioning.cloudsim.aws.IdentityDirectory;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.TaggedResource;
import io.beta9.provisioning.cloudsim.aws.TaggedResourceProvider;
import io.beta9.provisioning.cloudsim.aws.common.IamPrincipal;
import io.beta9.provisioning.cloudsim.aws.ec2.Ec2Service;
import io.beta9.provisioning.cloudsim.aws.ec2.NetworkAccess;
import io.beta9.provisioning.cloudsim.aws.kms.KeyResolver;
import io.beta9.provisioning.cloudsim.aws.logs.LogGroups;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.util.stream.Stream;
import software.amazon.awssdk.services.eks.model.AuthenticationMode;

/** Elastic Kubernetes Service: clusters, node groups, add-ons, access. */
public final class EksService implements AwsService, TaggedResourceProvider {
  private final StateStore store;
  private final IdentityDirectory identities;
  private final NetworkAccess networks;
  private final AccessEntries access;
  private final ClusterNetworking networking;
  private final ClusterValidator clusterChecks;
  private final NodegroupValidator nodegroupChecks;
  private final NodegroupInstances fleet;
  private final ClusterLifecycle progress;

  public EksService(StateStore store, Ec2Service ec2, IdentityDirectory identities) {
    this.store = store;
    this.identities = identities;
    this.networks = ec2.networks();
    this.networking = new ClusterNetworking(ec2.networks(), ec2.networkInterfaces());
    this.clusterChecks = new ClusterValidator(ec2.networks(), identities, new KeyResolver(store));
    this.nodegroupChecks = new NodegroupValidator(ec2.networks(), identities);
    this.fleet = new NodegroupInstances(ec2.nodes(), nodegroupChecks);
    this.progress =
        new ClusterLifecycle(
            store, networking, new LogGroups(store), identities, new NodegroupLifecycle(fleet));
    this.access = new AccessEntries(progress, identities);
  }

  @Override
  public String signingName() {
    return "eks";
  }

  @Override
  public void register(Operations operations) {
    new Clusters(progress, clusterChecks, networking, access).register(operations);
    new ClusterUpdates(progress, networking).register(operations);
    new Updates(progress).register(operations);
    new Nodegroups(progress, nodegroupChecks, fleet).register(operations);
    new NodegroupUpdates(progress, nodegroupChecks).register(operations);
    new Addons(progress, identities).register(operations);
    access.register(operations);
    new AccessPolicies(progress).register(operations);
    new PodIdentities(progress).register(operations);
    new EksTags(progress).register(operations);
  }

  /**
   * Returns whether this principal, or the role of its session, may access a cluster: by an access
   * entry with a policy or, if the cluster does not use access entries, as its creator. An entry
   * without a policy authenticates a principal that nothing is allowed.
   */
  public boolean allowsAccess(String account, String region, String cluster, String principalArn) {
    EksState.ClusterEntry entry = EksState.of(store, account, region).clusters.get(cluster);
    if (entry == null) {
      return false;
    }
    String role = AccessEntries.roleOf(principalArn);
    boolean withoutEntries =
        entry.cluster.accessConfig().authenticationMode() == AuthenticationMode.CONFIG_MAP;
    return withoutEntries
        ? entry.creatorArn.equals(role)
        : IamPrincipal.ofCaller(principalArn)
            .flatMap(caller -> AccessEntries.findOf(entry, caller))
            .filter(it -> !it.policies.isEmpty() && access.isCurrent(it))
            .isPresent();
  }

  /** Returns whether a client with this address reaches the API server of a cluster. */
  public boolean admits(String account, String region, String cluster, String address) {
    EksState.ClusterEntry entry = EksState.of(store, account, region).clusters.get(cluster);
    return entry != null
        && EndpointAccess.admits(
            entry.cluster.resourcesVpcConfig(), account, region, networks, address);
  }

  @Override
  public Stream<TaggedResource> taggedResources(String account, String region) {
    return EksState.of(store, account, region).tags.stream();
  }
}
