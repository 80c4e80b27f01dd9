package io.beta9.provisioning.cloudsim.aws.iam;

import io.beta9.provisioning.cloudsim.aws.IdentityDirectory;
import io.beta9.provisioning.cloudsim.aws.Partition;
import io.beta9.provisioning.cloudsim.aws.iam.core.GrantedPolicies;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamState;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamState.RoleEntry;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamState.UserEntry;
import io.beta9.provisioning.cloudsim.aws.iam.policy.PolicyDecision;
import io.beta9.provisioning.cloudsim.aws.iam.policy.PolicyDocument;
import io.beta9.provisioning.cloudsim.aws.iam.policy.PrincipalPolicies;
import io.beta9.provisioning.cloudsim.aws.iam.policy.Statement;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.iam.model.AttachedPermissionsBoundary;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.StatusType;

/** Looks up roles and access keys in the IAM state of all accounts. */
final class IamIdentityDirectory implements IdentityDirectory {
  private static final Pattern ROLE =
      Pattern.compile(Partition.ANY_ARN + ":iam::(\\d{12}):role(/.*/|/)([^/]+)");
  private static final Pattern ANY =
      Pattern.compile(Partition.ANY_ARN + ":(?:iam|sts)::(\\d{12}):(.+)");

  private final StateStore store;
  private final PrincipalPolicies grants;

  IamIdentityDirectory(StateStore store) {
    this.store = store;
    this.grants = new PrincipalPolicies(store);
  }

  @Override
  public Optional<AssumableRole> role(String roleArn) {
    return find(roleArn)
        .map(
            role ->
                new AssumableRole(
                    role.arn(), role.roleName(), role.roleId(), role.maxSessionDuration()));
  }

  @Override
  public boolean trusts(
      String roleArn, String action, String caller, Map<String, List<String>> context) {
    Map<String, List<String>> lowerCase = new TreeMap<>();
    context.forEach((key, values) -> lowerCase.put(key.toLowerCase(Locale.ROOT), values));
    return find(roleArn)
        .map(role -> PolicyDocument.parseTrustPolicy(role.assumeRolePolicyDocument()))
        .filter(trust -> isAllowed(trust, action, caller, lowerCase))
        .isPresent();
  }

  @Override
  public Optional<List<String>> audiencesOfOidcProvider(String account, String issuer) {
    return IamState.of(store, account).oidcProviders.values().stream()
        .filter(provider -> provider.url.equals(issuer))
        .findFirst()
        .map(provider -> List.copyOf(provider.clientIds));
  }

  @Override
  public Optional<String> userOfAccessKey(String accessKeyId) {
    return store.findAll(IamState.class).stream()
        .flatMap(state -> state.users.values().stream())
        .filter(
            user ->
                user.accessKeys.stream()
                    .anyMatch(
                        key ->
                            key.accessKeyId().equals(accessKeyId)
                                && key.status() == StatusType.ACTIVE))
        .map(user -> user.user.arn())
        .findFirst();
  }

  @Override
  public Optional<String> secretOfAccessKey(String accessKeyId) {
    return store.findAll(IamState.class).stream()
        .flatMap(state -> state.users.values().stream())
        .flatMap(user -> user.accessKeys.stream())
        .filter(key -> key.accessKeyId().equals(accessKeyId))
        .map(AccessKey::secretAccessKey)
        .findFirst();
  }

  @Override
  public Map<String, String> tagsOf(String arn) {
    return IamState.of(store, arn.split(":", 6)[4]).tags.of(arn);
  }

  @Override
  public Optional<String> boundaryOf(String arn) {
    return principal(arn).map(Principal::boundary);
  }

  @Override
  public Optional<String> arnOf(String type, String name, String account) {
    IamState state = IamState.of(store, account);
    return type.equals("role")
        ? Optional.ofNullable(state.roles.get(name)).map(entry -> entry.role.arn())
        : Optional.ofNullable(state.users.get(name)).map(entry -> entry.user.arn());
  }

  @Override
  public boolean allows(
      String callerArn, String action, String resource, Map<String, List<String>> context) {
    Optional<Principal> caller = principal(callerArn);
    if (caller.isEmpty()) {
      return false;
    }
    String account = callerArn.split(":", 6)[4];
    List<PolicyDocument> policies = grants.documents(caller.get().policies(), account);
    if (PolicyDecision.of(policies, action, resource, context) != PolicyDecision.ALLOWED) {
      return false;
    }
    String boundary = caller.get().boundary();
    return boundary == null
        || PolicyDecision.of(List.of(grants.document(boundary, account)), action, resource, context)
            == PolicyDecision.ALLOWED;
  }

  private record Principal(GrantedPolicies policies, @Nullable String boundary) {}

  /** Returns the role or user of an ARN; of a session, its role. */
  private Optional<Principal> principal(String arn) {
    Matcher any = ANY.matcher(arn);
    if (!any.matches()) {
      return Optional.empty();
    }
    IamState state = IamState.of(store, any.group(1));
    String[] path = any.group(2).split("/", -1);
    return switch (path[0]) {
      case "assumed-role" -> Optional.ofNullable(state.roles.get(path[1])).map(this::principal);
      case "role" ->
          Optional.ofNullable(state.roles.get(path[path.length - 1])).map(this::principal);
      case "user" ->
          Optional.ofNullable(state.users.get(path[path.length - 1])).map(this::principal);
      default -> Optional.empty();
    };
  }

  private Principal principal(RoleEntry entry) {
    return new Principal(entry.policies, boundaryArn(entry.role.permissionsBoundary()));
  }

  private Principal principal(UserEntry entry) {
    return new Principal(entry.policies, boundaryArn(entry.user.permissionsBoundary()));
  }

  private static @Nullable String boundaryArn(@Nullable AttachedPermissionsBoundary boundary) {
    return boundary == null ? null : boundary.permissionsBoundaryArn();
  }

  @Override
  public boolean denies(String roleArn, String action) {
    return entry(roleArn)
        .map(entry -> grants.documents(entry.policies, roleArn.split(":", 6)[4]))
        .filter(
            policies ->
                PolicyDecision.of(policies, action, "*", Map.of()) == PolicyDecision.EXPLICIT_DENY)
        .isPresent();
  }

  private Optional<Role> find(String arn) {
    return entry(arn).map(entry -> entry.role);
  }

  private Optional<RoleEntry> entry(String arn) {
    Matcher matcher = ROLE.matcher(arn);
    return matcher.matches()
        ? Optional.ofNullable(IamState.of(store, matcher.group(1)).roles.get(matcher.group(3)))
            .filter(entry -> entry.role.arn().equals(arn))
        : Optional.empty();
  }

  private static boolean isAllowed(
      PolicyDocument trust, String action, String caller, Map<String, List<String>> context) {
    boolean allowed = false;
    for (Statement statement : trust.statements()) {
      if (statement.coversAction(action)
          && isPrincipal(statement, caller)
          && statement.conditions().stream().allMatch(test -> test.holds(context))) {
        if (!statement.allow()) {
          return false;
        }
        allowed = true;
      }
    }
    return allowed;
  }

  private static boolean isPrincipal(Statement statement, String caller) {
    Map<String, List<String>> principals = statement.principals();
    if (principals == null) {
      return false;
    }
    if (!caller.startsWith("arn:")) {
      return principals.getOrDefault("Service", List.of()).contains(caller);
    }
    if (caller.contains(":oidc-provider/")) {
      return principals.getOrDefault("Federated", List.of()).contains(caller);
    }
    return principals.getOrDefault("AWS", List.of()).stream()
        .anyMatch(principal -> matchesPrincipal(principal, caller));
  }

  /**
   * Returns whether a principal includes the caller: an account's root includes all of its users
   * and sessions, a role all of its sessions.
   */
  private static boolean matchesPrincipal(String principal, String caller) {
    if (principal.equals("*") || principal.equals(caller)) {
      return true;
    }
    Matcher who = ANY.matcher(caller);
    if (!who.matches()) {
      return false;
    }
    String account = who.group(1);
    if (principal.equals(account)
        || principal.equals(Partition.ofArn(caller).iamArn(account, "root"))) {
      return true;
    }
    Matcher role = ROLE.matcher(principal);
    return role.matches()
        && role.group(1).equals(account)
        && who.group(2).startsWith("assumed-role/" + role.group(3) + "/");
  }
}
