package io.beta9.provisioning.cloudsim.aws.iam.core;

import io.beta9.provisioning.cloudsim.aws.common.ResourceTags;
import io.beta9.provisioning.cloudsim.state.StateStore;
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

/** The IAM state of one account. Policy documents are stored as received, not URL-encoded. */
public final class IamState implements Serializable {
  private static final long serialVersionUID = 1L;

  public final TreeMap<String, RoleEntry> roles = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  public final TreeMap<String, UserEntry> users = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  public final TreeMap<String, PolicyEntry> policies = new TreeMap<>();
  public final TreeMap<String, OidcEntry> oidcProviders = new TreeMap<>();
  public final TreeMap<String, InstanceProfile> instanceProfiles = new TreeMap<>();
  public final ResourceTags tags = new ResourceTags();

  public static IamState of(StateStore store, String account) {
    return store.getOrCreate(IamState.class, account, StateStore.GLOBAL, IamState::new);
  }

  public RoleEntry role(String name) {
    return found(roles.get(name), name, missing -> IamErrors.noSuch("role", missing));
  }

  public UserEntry user(String name) {
    return found(users.get(name), name, missing -> IamErrors.noSuch("user", missing));
  }

  /** Returns the policies of every role and user. */
  public Stream<GrantedPolicies> grants() {
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

  public static final class RoleEntry implements Serializable {
    private static final long serialVersionUID = 1L;

    public Role role;
    public final GrantedPolicies policies = new GrantedPolicies();

    public RoleEntry(Role role) {
      this.role = role;
    }
  }

  public static final class UserEntry implements Serializable {
    private static final long serialVersionUID = 1L;

    public User user;
    public final GrantedPolicies policies = new GrantedPolicies();
    public final List<AccessKey> accessKeys = new ArrayList<>();

    public UserEntry(User user) {
      this.user = user;
    }
  }

  public static final class PolicyEntry implements Serializable {
    private static final long serialVersionUID = 1L;

    public Policy policy;
    public final List<PolicyVersion> versions = new ArrayList<>();
    public int nextVersion = 1;

    public PolicyEntry(Policy policy) {
      this.policy = policy;
    }

    public boolean isCurrent(String document) {
      return defaultVersion().document().equals(document);
    }

    public PolicyVersion defaultVersion() {
      return versions.stream().filter(PolicyVersion::isDefaultVersion).findFirst().orElseThrow();
    }
  }

  public static final class OidcEntry implements Serializable {
    private static final long serialVersionUID = 1L;

    public final String url;
    public final Instant createDate;
    public final List<String> clientIds = new ArrayList<>();
    public final List<String> thumbprints = new ArrayList<>();

    public OidcEntry(String url, Instant createDate) {
      this.url = url;
      this.createDate = createDate;
    }
  }
}
