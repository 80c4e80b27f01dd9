package io.beta9.provisioning.cloudsim.aws.iam;

import io.beta9.provisioning.cloudsim.aws.AwsService;
import io.beta9.provisioning.cloudsim.aws.IdentityDirectory;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.Partition;
import io.beta9.provisioning.cloudsim.aws.TaggedResource;
import io.beta9.provisioning.cloudsim.aws.TaggedResourceProvider;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamState;
import io.beta9.provisioning.cloudsim.aws.iam.policy.ManagedPolicies;
import io.beta9.provisioning.cloudsim.aws.iam.policy.PolicySimulation;
import io.beta9.provisioning.cloudsim.aws.iam.policy.PolicyVersions;
import io.beta9.provisioning.cloudsim.aws.iam.policy.PrincipalPolicies;
import io.beta9.provisioning.cloudsim.aws.iam.policy.RolePolicies;
import io.beta9.provisioning.cloudsim.aws.iam.policy.UserPolicies;
import io.beta9.provisioning.cloudsim.aws.iam.principal.AccessKeys;
import io.beta9.provisioning.cloudsim.aws.iam.principal.InstanceProfiles;
import io.beta9.provisioning.cloudsim.aws.iam.principal.OidcProviders;
import io.beta9.provisioning.cloudsim.aws.iam.principal.Roles;
import io.beta9.provisioning.cloudsim.aws.iam.principal.UserSubresources;
import io.beta9.provisioning.cloudsim.aws.iam.principal.Users;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iam.model.ListAccountAliasesRequest;
import software.amazon.awssdk.services.iam.model.ListAccountAliasesResponse;

/**
 * Identity and Access Management. A global service: its state belongs to an account, not to a
 * region.
 *
 * <p>The tagging API lists IAM policies and OIDC providers in us-east-1, but no roles or users.
 */
public final class IamService implements AwsService, TaggedResourceProvider {
  private final StateStore store;
  private final PrincipalPolicies grants;

  public IamService(StateStore store) {
    this.store = store;
    this.grants = new PrincipalPolicies(store);
  }

  @Override
  public String signingName() {
    return "iam";
  }

  @Override
  public void register(Operations operations) {
    new Roles(store).register(operations);
    new RolePolicies(store, grants).register(operations);
    new ManagedPolicies(store, grants).register(operations);
    new PolicyVersions(grants).register(operations);
    new Users(store).register(operations);
    new UserPolicies(store, grants).register(operations);
    new UserSubresources(store).register(operations);
    new AccessKeys(store).register(operations);
    new OidcProviders(store).register(operations);
    new InstanceProfiles(store).register(operations);
    new PolicySimulation(store, grants).register(operations);
    operations.on(
        ListAccountAliasesRequest.class,
        (request, call) ->
            ListAccountAliasesResponse.builder()
                .accountAliases(List.of())
                .isTruncated(false)
                .build());
  }

  /** Returns the directory of roles and access keys for STS. */
  public IdentityDirectory directory() {
    return new IamIdentityDirectory(store);
  }

  @Override
  public Stream<TaggedResource> taggedResources(String account, String region) {
    return region.equals(Partition.ofRegion(region).globalRegion())
        ? IamState.of(store, account).tags.stream()
            .filter(it -> !it.arn().contains(":role/") && !it.arn().contains(":user/"))
        : Stream.empty();
  }
}
