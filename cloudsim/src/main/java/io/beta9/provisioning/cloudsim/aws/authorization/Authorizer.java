package io.beta9.provisioning.cloudsim.aws.authorization;

import io.beta9.provisioning.cloudsim.aws.AwsService;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.IdentityDirectory;
import io.beta9.provisioning.cloudsim.aws.iam.policy.SessionPolicy;
import io.beta9.provisioning.cloudsim.aws.identity.Caller;
import io.beta9.provisioning.cloudsim.aws.identity.CredentialStore;
import io.beta9.provisioning.cloudsim.aws.identity.SessionLimits;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.awscore.AwsRequest;

/** Decides whether the caller of a request has all permissions that the request requires. */
public final class Authorizer {
  private final IdentityDirectory identities;
  private final ResourceLookup resources;
  private final PermissionRules rules = new PermissionRules();
  private final PermissionLog log = new PermissionLog();

  public Authorizer(List<AwsService> services, IdentityDirectory identities) {
    this.identities = identities;
    this.resources = new ResourceLookup(services, identities);
  }

  /** Returns the log of all permissions that were required. */
  public PermissionLog log() {
    return log;
  }

  /** Returns what a request requires to be allowed. */
  public List<RequiredPermission> required(
      String signingName, String operation, AwsRequest request, Call call) {
    String action = ActionNames.of(signingName, operation);
    String service = action.substring(0, action.indexOf(':'));
    return rules.of(new AuthorizedRequest(service, operation, request, call, action, resources));
  }

  /** Returns the first permission that the caller does not have; empty if the call is allowed. */
  public Optional<RequiredPermission> firstDenied(
      Caller caller, List<RequiredPermission> required) {
    if (caller.arn().endsWith(":" + CredentialStore.OPEN_USER)) {
      return Optional.empty();
    }
    return required.stream().filter(permission -> !isAllowed(caller, permission)).findFirst();
  }

  /** The policies of the user who created a session for a federated user are not evaluated. */
  private boolean isAllowedToPrincipal(Caller caller, RequiredPermission permission) {
    return caller.limits() == SessionLimits.FEDERATED
        || identities.allows(
            caller.arn(), permission.action(), permission.resource(), permission.context());
  }

  private static boolean isAllowedToSession(Caller caller, RequiredPermission permission) {
    String policy = caller.sessionPolicy();
    return policy == null
        || SessionPolicy.parse(policy)
            .allows(permission.action(), permission.resource(), permission.context());
  }

  private boolean isAllowed(Caller caller, RequiredPermission permission) {
    boolean allowed =
        isAllowedToPrincipal(caller, permission) && isAllowedToSession(caller, permission);
    log.add(caller.arn(), permission, allowed);
    return allowed;
  }
}
