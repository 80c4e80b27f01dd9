package io.beta9.provisioning.cloudsim.aws.iam;

import io.beta9.provisioning.cloudsim.Store;
import io.beta9.provisioning.cloudsim.aws.common.ResourceTags;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.iam.model.InstanceProfile;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PolicyVersion;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.User;

/** The IAM of one account. Policy documents lie here as they were given, not URL-encoded. */
final class IamState implements Serializable {
  private static final long serialVersionUID = 1L;

  final TreeMap<String, RoleEntry> roles = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  final TreeMap<String, UserEntry> users = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  final TreeMap<String, PolicyEntry> policies = new TreeMap<>();
  final TreeMap<String, OidcEntry> oidcProviders = new TreeMap<>();
  final TreeMap<String, InstanceProfile> instanceProfiles = new TreeMap<>();
  final ResourceTags tags = new ResourceTags();

  static IamState of(Store store, String account) {
    return store.of(IamState.class, account, Store.GLOBAL, IamState::new);
  }

  RoleEntry role(String name) {
    return found(roles.get(name), name, missing -> IamFaults.noSuch("role", missing));
  }

  UserEntry user(String name) {
    return found(users.get(name), name, missing -> IamFaults.noSuch("user", missing));
  }

  /** The policies of every role and user. */
  Stream<GrantedPolicies> grants() {
    return Stream.concat(
        roles.values().stream().map(role -> role.policies),
        users.values().stream().map(user -> user.policies));
  }

  private static <T> T found(
      @org.jspecify.annotations.Nullable T entry,
      String name,
      Function<String, RuntimeException> missing) {
    if (entry == null) {
      throw missing.apply(name);
    }
    return entry;
  }

  static final class RoleEntry implements Serializable {
    private static final long serialVersionUID = 1L;

    Role role;
    final GrantedPolicies policies = new GrantedPolicies();

    RoleEntry(Role role) {
      this.role = role;
    }
  }

  static final class UserEntry implements Serializable {
    private static final long serialVersionUID = 1L;

    User user;
    final GrantedPolicies policies = new GrantedPolicies();
    final List<AccessKey> accessKeys = new ArrayList<>();

    UserEntry(User user) {
      this.user = user;
    }
  }

  static final class PolicyEntry implements Serializable {
    private static final long serialVersionUID = 1L;

    Policy policy;
    final List<PolicyVersion> versions = new ArrayList<>();
    int nextVersion = 1;

    PolicyEntry(Policy policy) {
      this.policy = policy;
    }

    PolicyVersion defaultVersion() {
      return versions.stream().filter(PolicyVersion::isDefaultVersion).findFirst().orElseThrow();
    }
  }

  static final class OidcEntry implements Serializable {
    private static final long serialVersionUID = 1L;

    final String url;
    final Instant createDate;
    final List<String> clientIds = new ArrayList<>();
    final List<String> thumbprints = new ArrayList<>();

    OidcEntry(String url, Instant createDate) {
      this.url = url;
      this.createDate = createDate;
    }
  }
}
