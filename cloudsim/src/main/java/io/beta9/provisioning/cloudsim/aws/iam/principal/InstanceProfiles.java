package io.beta9.provisioning.cloudsim.aws.iam.principal;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.RandomIds;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamErrors;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamNames;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamState;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamTags;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.util.List;
import software.amazon.awssdk.services.iam.model.AddRoleToInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.AddRoleToInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.CreateInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.CreateInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.DeleteInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.DeleteInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.GetInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.GetInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.InstanceProfile;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesForRoleRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesForRoleResponse;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesResponse;
import software.amazon.awssdk.services.iam.model.RemoveRoleFromInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.RemoveRoleFromInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.TagInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.TagInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.UntagInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.UntagInstanceProfileResponse;

/** Instance profiles: containers that pass a role to EC2 instances. */
public final class InstanceProfiles {
  private final StateStore store;

  public InstanceProfiles(StateStore store) {
    this.store = store;
  }

  public void register(Operations operations) {
    operations.on(CreateInstanceProfileRequest.class, this::create);
    operations.on(GetInstanceProfileRequest.class, this::get);
    operations.on(DeleteInstanceProfileRequest.class, this::delete);
    operations.on(AddRoleToInstanceProfileRequest.class, this::addRole);
    operations.on(RemoveRoleFromInstanceProfileRequest.class, this::removeRole);
    operations.on(ListInstanceProfilesRequest.class, this::list);
    operations.on(ListInstanceProfilesForRoleRequest.class, this::listForRole);
    operations.on(TagInstanceProfileRequest.class, this::tag);
    operations.on(UntagInstanceProfileRequest.class, this::untag);
  }

  private CreateInstanceProfileResponse create(CreateInstanceProfileRequest request, Call call) {
    String name = request.instanceProfileName();
    IamNames.require("instanceProfileName", name, 128);
    IamState state = state(call);
    if (state.instanceProfiles.containsKey(name)) {
      throw IamErrors.alreadyExists("Instance Profile " + name + " already exists.");
    }
    String path = IamNames.path(request.path());
    InstanceProfile profile =
        InstanceProfile.builder()
            .instanceProfileName(name)
            .path(path)
            .instanceProfileId("AIPA" + RandomIds.upper(17))
            .arn(IamNames.arn(call, "instance-profile" + path + name))
            .createDate(call.now())
            .roles(List.of())
            .build();
    state.instanceProfiles.put(name, profile);
    state.tags.add(profile.arn(), IamTags.map(request.tags()));
    return CreateInstanceProfileResponse.builder().instanceProfile(apiView(state, profile)).build();
  }

  private GetInstanceProfileResponse get(GetInstanceProfileRequest request, Call call) {
    return GetInstanceProfileResponse.builder()
        .instanceProfile(apiView(state(call), find(request.instanceProfileName(), call)))
        .build();
  }

  private DeleteInstanceProfileResponse delete(DeleteInstanceProfileRequest request, Call call) {
    InstanceProfile profile = find(request.instanceProfileName(), call);
    if (!profile.roles().isEmpty()) {
      throw IamErrors.conflict(
          "Cannot delete entity, must remove roles from instance profile first.");
    }
    state(call).instanceProfiles.remove(profile.instanceProfileName());
    state(call).tags.removeAll(profile.arn());
    return DeleteInstanceProfileResponse.builder().build();
  }

  private AddRoleToInstanceProfileResponse addRole(
      AddRoleToInstanceProfileRequest request, Call call) {
    InstanceProfile profile = find(request.instanceProfileName(), call);
    Role role = state(call).role(request.roleName()).role;
    if (!profile.roles().isEmpty()) {
      throw IamErrors.limit("InstanceSessionsPerInstanceProfile", 1);
    }
    put(profile.toBuilder().roles(role).build(), call);
    return AddRoleToInstanceProfileResponse.builder().build();
  }

  private RemoveRoleFromInstanceProfileResponse removeRole(
      RemoveRoleFromInstanceProfileRequest request, Call call) {
    InstanceProfile profile = find(request.instanceProfileName(), call);
    if (profile.roles().stream().noneMatch(role -> role.roleName().equals(request.roleName()))) {
      throw IamErrors.noSuch("role", request.roleName());
    }
    put(profile.toBuilder().roles(List.of()).build(), call);
    return RemoveRoleFromInstanceProfileResponse.builder().build();
  }

  private ListInstanceProfilesResponse list(ListInstanceProfilesRequest request, Call call) {
    IamState state = state(call);
    return ListInstanceProfilesResponse.builder()
        .instanceProfiles(
            state.instanceProfiles.values().stream().map(it -> apiView(state, it)).toList())
        .isTruncated(false)
        .build();
  }

  private ListInstanceProfilesForRoleResponse listForRole(
      ListInstanceProfilesForRoleRequest request, Call call) {
    IamState state = state(call);
    String name = state.role(request.roleName()).role.roleName();
    return ListInstanceProfilesForRoleResponse.builder()
        .instanceProfiles(
            state.instanceProfiles.values().stream()
                .filter(it -> it.roles().stream().anyMatch(role -> role.roleName().equals(name)))
                .map(it -> apiView(state, it))
                .toList())
        .isTruncated(false)
        .build();
  }

  private TagInstanceProfileResponse tag(TagInstanceProfileRequest request, Call call) {
    state(call)
        .tags
        .add(find(request.instanceProfileName(), call).arn(), IamTags.map(request.tags()));
    return TagInstanceProfileResponse.builder().build();
  }

  private UntagInstanceProfileResponse untag(UntagInstanceProfileRequest request, Call call) {
    state(call).tags.remove(find(request.instanceProfileName(), call).arn(), request.tagKeys());
    return UntagInstanceProfileResponse.builder().build();
  }

  private InstanceProfile find(String name, Call call) {
    InstanceProfile profile = state(call).instanceProfiles.get(name);
    if (profile == null) {
      throw IamErrors.noSuchEntity("Instance Profile " + name + " cannot be found.");
    }
    return profile;
  }

  private void put(InstanceProfile profile, Call call) {
    state(call).instanceProfiles.put(profile.instanceProfileName(), profile);
  }

  private static InstanceProfile apiView(IamState state, InstanceProfile profile) {
    return profile.toBuilder()
        .roles(profile.roles().stream().map(role -> Roles.withEncodedPolicy(role).build()).toList())
        .tags(IamTags.list(state.tags.of(profile.arn())))
        .build();
  }

  private IamState state(Call call) {
    return IamState.of(store, call.account());
  }
}
