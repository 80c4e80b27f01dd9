package io.beta9.provisioning.cloudsim;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.Partition;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamState;
import io.beta9.provisioning.cloudsim.aws.identity.CredentialStore;
import io.beta9.provisioning.cloudsim.aws.route53.Route53Service;
import io.beta9.provisioning.cloudsim.cloud.Cloud;
import io.beta9.provisioning.cloudsim.state.StateLock;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateUserRequest;
import software.amazon.awssdk.services.iam.model.DetachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAssumeRolePolicyRequest;

/** Creates roles, users and access keys in accounts. Idempotent. */
public final class AccountSeeder {
  private static final String ADMINISTRATOR = "policy/AdministratorAccess";

  private final Cloud cloud;
  private final Operations iam;
  private final CredentialStore identities;
  private final InstantSource clock;
  private final StateLock lock;
  private final Partition partition;

  AccountSeeder(
      Cloud cloud,
      Operations iam,
      CredentialStore identities,
      InstantSource clock,
      StateLock lock) {
    this(cloud, iam, identities, clock, lock, Partition.AWS);
  }

  private AccountSeeder(
      Cloud cloud,
      Operations iam,
      CredentialStore identities,
      InstantSource clock,
      StateLock lock,
      Partition partition) {
    this.cloud = cloud;
    this.iam = iam;
    this.identities = identities;
    this.clock = clock;
    this.lock = lock;
    this.partition = partition;
  }

  /** Returns a seeder of accounts in the partition of a region. */
  public AccountSeeder inPartitionOf(String region) {
    return new AccountSeeder(cloud, iam, identities, clock, lock, Partition.ofRegion(region));
  }

  /** Returns the seeder of one account. */
  public Account account(String id) {
    return new Account(id);
  }

  /**
   * Creates a user with administrator permissions and assigns an access key to it. Once a key has
   * been seeded, unknown keys are rejected.
   *
   * @param secret used by the clusters to verify EKS tokens; request signatures are not verified
   */
  public AccountSeeder accessKey(String id, String secret, String account, String userName) {
    return lock.write(
        () -> {
          identities.seedKey(id, secret, partition, account, userName);
          createIfAbsent(
              () ->
                  iam.handlerOf(CreateUserRequest.class)
                      .orElseThrow()
                      .handle(
                          CreateUserRequest.builder().userName(userName).build(), root(account)));
          iam.handlerOf(AttachUserPolicyRequest.class)
              .orElseThrow()
              .handle(
                  AttachUserPolicyRequest.builder()
                      .userName(userName)
                      .policyArn(partition.iamArn("aws", ADMINISTRATOR))
                      .build(),
                  root(account));
          return this;
        });
  }

  /** The policy that allows everything. */
  private static final Map<String, String> UNRESTRICTED = Map.of();

  /** Creates the contents of one account. */
  public final class Account {
    private final String id;

    private Account(String id) {
      this.id = id;
    }

    /**
     * Creates a role with administrator permissions that another account may assume.
     *
     * @param externalId the external id that the other account must send, or null for none
     */
    public Account role(String name, String trustedAccount, @Nullable String externalId) {
      return role(name, trust(trustedAccount, externalId));
    }

    /** Returns a policy by which another account may assume a role. */
    private String trust(String trustedAccount, @Nullable String externalId) {
      String condition =
          externalId == null
              ? ""
              : ",\"Condition\":{\"StringEquals\":{\"sts:ExternalId\":\"" + externalId + "\"}}";
      return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":"
          + "\"sts:AssumeRole\",\"Principal\":{\"AWS\":\""
          + partition.iamArn(trustedAccount, "root")
          + "\"}"
          + condition
          + "}]}";
    }

    /**
     * Creates a role that another account may assume, and that has exactly these permissions.
     *
     * @param permissionPolicies the documents of managed policies by name
     */
    public Account role(
        String name,
        String trustedAccount,
        @Nullable String externalId,
        Map<String, String> permissionPolicies) {
      return restrictedRole(name, trust(trustedAccount, externalId), permissionPolicies);
    }

    /**
     * Creates a role with administrator permissions and this trust policy, or updates its trust
     * policy.
     */
    public Account role(String name, String trustPolicy) {
      return restrictedRole(name, trustPolicy, UNRESTRICTED);
    }

    /** Creates a public hosted zone in Route 53. */
    public Account hostedZone(String name) {
      return lock.write(
          () -> {
            new Route53Service(cloud.store()).addZone(id, name);
            return this;
          });
    }

    /**
     * Creates a role with this trust policy and exactly these permissions, or updates both.
     *
     * @param permissionPolicies the documents of managed policies by name; none for administrator
     *     permissions
     */
    public Account restrictedRole(
        String name, String trustPolicy, Map<String, String> permissionPolicies) {
      return lock.write(
          () -> {
            boolean created =
                createIfAbsent(
                    () ->
                        iam.handlerOf(CreateRoleRequest.class)
                            .orElseThrow()
                            .handle(
                                CreateRoleRequest.builder()
                                    .roleName(name)
                                    .assumeRolePolicyDocument(trustPolicy)
                                    .maxSessionDuration(43_200)
                                    .build(),
                                root(id)));
            if (!created) {
              iam.handlerOf(UpdateAssumeRolePolicyRequest.class)
                  .orElseThrow()
                  .handle(
                      UpdateAssumeRolePolicyRequest.builder()
                          .roleName(name)
                          .policyDocument(trustPolicy)
                          .build(),
                      root(id));
            }
            if (permissionPolicies.isEmpty()) {
              attach(name, partition.iamArn("aws", ADMINISTRATOR));
            } else if (!created) {
              detachAll(name);
            }
            permissionPolicies.forEach(
                (policy, document) -> attach(name, policy(policy, document)));
            return this;
          });
    }

    /** Creates a managed policy, or a new version of it. */
    public Account managedPolicy(String name, String document) {
      return lock.write(
          () -> {
            policy(name, document);
            return this;
          });
    }

    private void detachAll(String role) {
      for (String arn : List.copyOf(IamState.of(cloud.store(), id).role(role).policies.attached)) {
        iam.handlerOf(DetachRolePolicyRequest.class)
            .orElseThrow()
            .handle(
                DetachRolePolicyRequest.builder().roleName(role).policyArn(arn).build(), root(id));
      }
    }

    private void attach(String role, String policyArn) {
      iam.handlerOf(AttachRolePolicyRequest.class)
          .orElseThrow()
          .handle(
              AttachRolePolicyRequest.builder().roleName(role).policyArn(policyArn).build(),
              root(id));
    }

    /** Creates a managed policy or a new version of it, and returns its ARN. */
    private String policy(String name, String document) {
      String arn = partition.iamArn(id, "policy/" + name);
      boolean created =
          createIfAbsent(
              () ->
                  iam.handlerOf(CreatePolicyRequest.class)
                      .orElseThrow()
                      .handle(
                          CreatePolicyRequest.builder()
                              .policyName(name)
                              .policyDocument(document)
                              .build(),
                          root(id)));
      IamState.PolicyEntry existing = IamState.of(cloud.store(), id).policies.get(arn);
      if (!created && existing != null && !existing.isCurrent(document)) {
        while (existing.versions.size() > 1) {
          existing.versions.removeLast(); // IAM keeps at most five versions of a policy.
        }
        iam.handlerOf(CreatePolicyVersionRequest.class)
            .orElseThrow()
            .handle(
                CreatePolicyVersionRequest.builder()
                    .policyArn(arn)
                    .policyDocument(document)
                    .setAsDefault(true)
                    .build(),
                root(id));
      }
      return arn;
    }

    /** Returns the seeder, to continue with another account. */
    public AccountSeeder and() {
      return AccountSeeder.this;
    }
  }

  private Call root(String account) {
    return new Call(
        cloud,
        account,
        partition.globalRegion(),
        partition.iamArn(account, "root"),
        clock.instant(),
        "http://127.0.0.1");
  }

  private static boolean createIfAbsent(Runnable creation) {
    try {
      creation.run();
      return true;
    } catch (AwsErrorException fault) {
      if (fault.code().equals("EntityAlreadyExists")) {
        return false;
      }
      throw fault;
    }
  }
}
