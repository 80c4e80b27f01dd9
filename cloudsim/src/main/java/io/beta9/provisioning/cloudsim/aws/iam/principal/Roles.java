package io.beta9.provisioning.cloudsim.aws.iam.principal;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.Page;
import io.beta9.provisioning.cloudsim.aws.common.RandomIds;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamErrors;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamNames;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamState;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamState.RoleEntry;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamTags;
import io.beta9.provisioning.cloudsim.aws.iam.core.PolicyUrlEncoding;
import io.beta9.provisioning.cloudsim.aws.iam.policy.TrustPolicies;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.AttachedPermissionsBoundary;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateRoleResponse;
import software.amazon.awssdk.services.iam.model.CreateServiceLinkedRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateServiceLinkedRoleResponse;
import software.amazon.awssdk.services.iam.model.DeleteRolePermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.DeleteRolePermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.DeleteRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteRoleResponse;
import software.amazon.awssdk.services.iam.model.GetRoleRequest;
import software.amazon.awssdk.services.iam.model.GetRoleResponse;
import software.amazon.awssdk.services.iam.model.ListRoleTagsRequest;
import software.amazon.awssdk.services.iam.model.ListRoleTagsResponse;
import software.amazon.awssdk.services.iam.model.ListRolesRequest;
import software.amazon.awssdk.services.iam.model.ListRolesResponse;
import software.amazon.awssdk.services.iam.model.PermissionsBoundaryAttachmentType;
import software.amazon.awssdk.services.iam.model.PutRolePermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.PutRolePermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.RoleLastUsed;
import software.amazon.awssdk.services.iam.model.TagRoleRequest;
import software.amazon.awssdk.services.iam.model.TagRoleResponse;
import software.amazon.awssdk.services.iam.model.UntagRoleRequest;
import software.amazon.awssdk.services.iam.model.UntagRoleResponse;
import software.amazon.awssdk.services.iam.model.UpdateAssumeRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAssumeRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.UpdateRoleDescriptionRequest;
import software.amazon.awssdk.services.iam.model.UpdateRoleDescriptionResponse;
import software.amazon.awssdk.services.iam.model.UpdateRoleRequest;
import software.amazon.awssdk.services.iam.model.UpdateRoleResponse;

/** Roles and their trust policies. */
public final class Roles {
  private static final int DEFAULT_SESSION_SECONDS = 3600;
  private static final int MAX_SESSION_SECONDS = 43_200;

  private final StateStore store;

  public Roles(StateStore store) {
    this.store = store;
  }

  public void register(Operations operations) {
    operations.on(CreateRoleRequest.class, this::create);
    operations.on(CreateServiceLinkedRoleRequest.class, this::createServiceLinked);
    operations.on(GetRoleRequest.class, this::get);
    operations.on(ListRolesRequest.class, this::list);
    operations.on(UpdateRoleRequest.class, this::update);
    operations.on(UpdateRoleDescriptionRequest.class, this::updateDescription);
    operations.on(UpdateAssumeRolePolicyRequest.class, this::updateTrust);
    operations.on(DeleteRoleRequest.class, this::delete);
    operations.on(TagRoleRequest.class, this::tag);
    operations.on(UntagRoleRequest.class, this::untag);
    operations.on(ListRoleTagsRequest.class, this::tags);
    operations.on(PutRolePermissionsBoundaryRequest.class, this::putBoundary);
    operations.on(DeleteRolePermissionsBoundaryRequest.class, this::deleteBoundary);
  }

  private CreateRoleResponse create(CreateRoleRequest request, Call call) {
    IamNames.require("roleName", request.roleName(), 64);
    String path = IamNames.path(request.path());
    TrustPolicies.check(store, call, request.assumeRolePolicyDocument());
    int seconds = sessionSeconds(request.maxSessionDuration());
    Role role =
        Role.builder()
            .path(path)
            .roleName(request.roleName())
            .roleId("AROA" + RandomIds.upper(17))
            .arn(IamNames.arn(call, "role" + path + request.roleName()))
            .createDate(call.now())
            .assumeRolePolicyDocument(request.assumeRolePolicyDocument())
            .description(request.description())
            .maxSessionDuration(seconds)
            .permissionsBoundary(boundary(request.permissionsBoundary()))
            .build();
    IamState state = state(call);
    if (state.roles.containsKey(role.roleName())) {
      throw IamErrors.exists("Role", role.roleName());
    }
    state.tags.add(role.arn(), IamTags.map(request.tags()));
    state.roles.put(role.roleName(), new RoleEntry(role));
    return CreateRoleResponse.builder().role(apiView(state, role)).build();
  }

  private CreateServiceLinkedRoleResponse createServiceLinked(
      CreateServiceLinkedRoleRequest request, Call call) {
    String service = request.awsServiceName();
    String name = "AWSServiceRoleFor" + ServiceLinkedRoles.nameOf(service);
    String path = "/aws-service-role/" + service + "/";
    IamState state = state(call);
    if (state.roles.containsKey(name)) {
      throw IamErrors.invalidInput(
          "Service role name "
              + name
              + " has been taken in this account, please try a different suffix.");
    }
    Role role =
        Role.builder()
            .path(path)
            .roleName(name)
            .roleId("AROA" + RandomIds.upper(17))
            .arn(IamNames.arn(call, "role" + path + name))
            .createDate(call.now())
            .assumeRolePolicyDocument(ServiceLinkedRoles.trustPolicy(service))
            .description(request.description())
            .maxSessionDuration(DEFAULT_SESSION_SECONDS)
            .build();
    state.roles.put(name, new RoleEntry(role));
    return CreateServiceLinkedRoleResponse.builder().role(apiView(state, role)).build();
  }

  private GetRoleResponse get(GetRoleRequest request, Call call) {
    IamState state = state(call);
    Role role = state.role(request.roleName()).role;
    return GetRoleResponse.builder()
        .role(apiView(state, role).toBuilder().roleLastUsed(RoleLastUsed.builder().build()).build())
        .build();
  }

  private ListRolesResponse list(ListRolesRequest request, Call call) {
    IamState state = state(call);
    String prefix = Optional.ofNullable(request.pathPrefix()).orElse("/");
    List<Role> roles =
        state.roles.values().stream()
            .map(entry -> entry.role)
            .filter(role -> role.path().startsWith(prefix))
            .map(role -> withEncodedPolicy(role).build())
            .toList();
    Page<Role> page = Page.of(roles, request.marker(), request.maxItems(), 100);
    return ListRolesResponse.builder()
        .roles(page.items())
        .isTruncated(page.truncated())
        .marker(page.next())
        .build();
  }

  private UpdateRoleResponse update(UpdateRoleRequest request, Call call) {
    RoleEntry entry = state(call).role(request.roleName());
    Role.Builder changed = entry.role.toBuilder();
    if (request.description() != null) {
      changed.description(request.description());
    }
    // unlike the description, an omitted duration is reset to its default
    changed.maxSessionDuration(sessionSeconds(request.maxSessionDuration()));
    entry.role = changed.build();
    return UpdateRoleResponse.builder().build();
  }

  private UpdateRoleDescriptionResponse updateDescription(
      UpdateRoleDescriptionRequest request, Call call) {
    IamState state = state(call);
    RoleEntry entry = state.role(request.roleName());
    entry.role = entry.role.toBuilder().description(request.description()).build();
    return UpdateRoleDescriptionResponse.builder().role(apiView(state, entry.role)).build();
  }

  private UpdateAssumeRolePolicyResponse updateTrust(
      UpdateAssumeRolePolicyRequest request, Call call) {
    RoleEntry entry = state(call).role(request.roleName());
    TrustPolicies.check(store, call, request.policyDocument());
    entry.role = entry.role.toBuilder().assumeRolePolicyDocument(request.policyDocument()).build();
    return UpdateAssumeRolePolicyResponse.builder().build();
  }

  private DeleteRoleResponse delete(DeleteRoleRequest request, Call call) {
    IamState state = state(call);
    RoleEntry entry = state.role(request.roleName());
    String name = entry.role.roleName();
    if (!entry.policies.attached.isEmpty()) {
      throw IamErrors.conflict("Cannot delete entity, must detach all policies first.");
    }
    if (!entry.policies.inline.isEmpty()) {
      throw IamErrors.conflict("Cannot delete entity, must delete policies first.");
    }
    boolean inProfile =
        state.instanceProfiles.values().stream()
            .flatMap(profile -> profile.roles().stream())
            .anyMatch(role -> role.roleName().equals(name));
    if (inProfile) {
      throw IamErrors.conflict(
          "Cannot delete entity, must remove roles from instance profile first.");
    }
    state.roles.remove(name);
    state.tags.removeAll(entry.role.arn());
    return DeleteRoleResponse.builder().build();
  }

  private TagRoleResponse tag(TagRoleRequest request, Call call) {
    IamState state = state(call);
    state.tags.add(state.role(request.roleName()).role.arn(), IamTags.map(request.tags()));
    return TagRoleResponse.builder().build();
  }

  private UntagRoleResponse untag(UntagRoleRequest request, Call call) {
    IamState state = state(call);
    state.tags.remove(state.role(request.roleName()).role.arn(), request.tagKeys());
    return UntagRoleResponse.builder().build();
  }

  private ListRoleTagsResponse tags(ListRoleTagsRequest request, Call call) {
    IamState state = state(call);
    String arn = state.role(request.roleName()).role.arn();
    return ListRoleTagsResponse.builder()
        .tags(IamTags.list(state.tags.of(arn)))
        .isTruncated(false)
        .build();
  }

  private PutRolePermissionsBoundaryResponse putBoundary(
      PutRolePermissionsBoundaryRequest request, Call call) {
    RoleEntry entry = state(call).role(request.roleName());
    entry.role =
        entry.role.toBuilder().permissionsBoundary(boundary(request.permissionsBoundary())).build();
    return PutRolePermissionsBoundaryResponse.builder().build();
  }

  private DeleteRolePermissionsBoundaryResponse deleteBoundary(
      DeleteRolePermissionsBoundaryRequest request, Call call) {
    RoleEntry entry = state(call).role(request.roleName());
    entry.role =
        entry.role.toBuilder().permissionsBoundary((AttachedPermissionsBoundary) null).build();
    return DeleteRolePermissionsBoundaryResponse.builder().build();
  }

  private static @Nullable AttachedPermissionsBoundary boundary(@Nullable String arn) {
    return arn == null
        ? null
        : AttachedPermissionsBoundary.builder()
            .permissionsBoundaryArn(arn)
            .permissionsBoundaryType(PermissionsBoundaryAttachmentType.PERMISSIONS_BOUNDARY_POLICY)
            .build();
  }

  private static int sessionSeconds(@Nullable Integer requested) {
    if (requested == null) {
      return DEFAULT_SESSION_SECONDS;
    }
    if (requested < DEFAULT_SESSION_SECONDS || requested > MAX_SESSION_SECONDS) {
      throw IamErrors.invalid(
          "The maxSessionDuration must be between "
              + DEFAULT_SESSION_SECONDS
              + " and "
              + MAX_SESSION_SECONDS
              + " seconds.");
    }
    return requested;
  }

  /** Returns the role as in API responses: with an encoded trust policy and its tags. */
  static Role apiView(IamState state, Role role) {
    return withEncodedPolicy(role).tags(IamTags.list(state.tags.of(role.arn()))).build();
  }

  static Role.Builder withEncodedPolicy(Role role) {
    return role.toBuilder()
        .assumeRolePolicyDocument(PolicyUrlEncoding.encode(role.assumeRolePolicyDocument()));
  }

  private IamState state(Call call) {
    return IamState.of(store, call.account());
  }
}
