package io.beta9.provisioning.cloudsim.aws.eks;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.IdentityDirectory;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.Page;
import io.beta9.provisioning.cloudsim.aws.common.RandomIds;
import io.beta9.provisioning.cloudsim.aws.eks.EksState.AddonEntry;
import io.beta9.provisioning.cloudsim.aws.eks.EksState.ClusterEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eks.model.Addon;
import software.amazon.awssdk.services.eks.model.AddonStatus;
import software.amazon.awssdk.services.eks.model.CreateAddonRequest;
import software.amazon.awssdk.services.eks.model.CreateAddonResponse;
import software.amazon.awssdk.services.eks.model.DeleteAddonRequest;
import software.amazon.awssdk.services.eks.model.DeleteAddonResponse;
import software.amazon.awssdk.services.eks.model.DescribeAddonRequest;
import software.amazon.awssdk.services.eks.model.DescribeAddonResponse;
import software.amazon.awssdk.services.eks.model.ListAddonsRequest;
import software.amazon.awssdk.services.eks.model.ListAddonsResponse;
import software.amazon.awssdk.services.eks.model.ResolveConflicts;
import software.amazon.awssdk.services.eks.model.UpdateAddonRequest;
import software.amazon.awssdk.services.eks.model.UpdateAddonResponse;
import software.amazon.awssdk.services.eks.model.UpdateParamType;
import software.amazon.awssdk.services.eks.model.UpdateType;

/** Managed add-ons of clusters. */
final class Addons {
  private final ClusterLifecycle progress;
  private final IdentityDirectory identities;

  Addons(ClusterLifecycle progress, IdentityDirectory identities) {
    this.progress = progress;
    this.identities = identities;
  }

  void register(Operations operations) {
    operations.on(CreateAddonRequest.class, this::create);
    operations.on(DescribeAddonRequest.class, this::describe);
    operations.on(ListAddonsRequest.class, this::list);
    operations.on(UpdateAddonRequest.class, this::update);
    operations.on(DeleteAddonRequest.class, this::delete);
    AddonCatalog.register(operations);
  }

  private CreateAddonResponse create(CreateAddonRequest request, Call call) {
    EksState state = progress.currentState(call);
    ClusterEntry cluster = state.activeCluster(request.clusterName());
    AddonCatalog.AddonType kind = AddonCatalog.require(request.addonName());
    if (cluster.addons.containsKey(kind.name())) {
      throw EksErrors.inUse("Addon already exists.");
    }
    checkRole(request.serviceAccountRoleArn());
    Addon addon =
        Addon.builder()
            .addonName(kind.name())
            .clusterName(cluster.name())
            .status(AddonStatus.CREATING)
            .addonVersion(
                AddonCatalog.requireVersion(
                    kind, request.addonVersion(), cluster.cluster.version()))
            .health(health -> health.issues(List.of()))
            .addonArn(
                call.arn(
                    "eks", "addon/" + cluster.name() + "/" + kind.name() + "/" + RandomIds.uuid()))
            .createdAt(call.now())
            .modifiedAt(call.now())
            .serviceAccountRoleArn(request.serviceAccountRoleArn())
            .configurationValues(request.configurationValues())
            .build();
    boolean conflicts =
        kind.selfManagedByDefault()
            && cluster.selfManagedAddons
            && request.resolveConflicts() != ResolveConflicts.OVERWRITE;
    cluster.addons.put(
        kind.name(),
        new AddonEntry(addon, conflicts, call.now().plus(call.cloud().latency("eks:addon"))));
    state.tags.add(addon.addonArn(), request.tags());
    return CreateAddonResponse.builder().addon(withTags(state, addon)).build();
  }

  private DescribeAddonResponse describe(DescribeAddonRequest request, Call call) {
    EksState state = progress.currentState(call);
    Addon addon = state.cluster(request.clusterName()).addon(request.addonName()).addon;
    return DescribeAddonResponse.builder().addon(withTags(state, addon)).build();
  }

  private ListAddonsResponse list(ListAddonsRequest request, Call call) {
    Page<String> page =
        Page.of(
            progress.currentState(call).cluster(request.clusterName()).addons.keySet(),
            request.nextToken(),
            request.maxResults(),
            100);
    return ListAddonsResponse.builder().addons(page.items()).nextToken(page.next()).build();
  }

  private UpdateAddonResponse update(UpdateAddonRequest request, Call call) {
    ClusterEntry cluster = progress.currentState(call).activeCluster(request.clusterName());
    AddonEntry entry = cluster.addon(request.addonName());
    if (entry.addon.status() == AddonStatus.DELETING) {
      throw EksErrors.inUse("Addon " + request.addonName() + " is being deleted");
    }
    checkRole(request.serviceAccountRoleArn());
    Addon.Builder changed = entry.addon.toBuilder();
    Map<UpdateParamType, String> params = new LinkedHashMap<>();
    if (request.addonVersion() != null) {
      changed.addonVersion(
          AddonCatalog.requireVersion(
              AddonCatalog.require(request.addonName()),
              request.addonVersion(),
              cluster.cluster.version()));
      params.put(UpdateParamType.ADDON_VERSION, request.addonVersion());
    }
    // An update without a role removes it (UpdateAddon: "if you don't specify an existing IAM role,
    // then the add-on uses the permissions assigned to the node IAM role").
    changed.serviceAccountRoleArn(request.serviceAccountRoleArn());
    if (request.serviceAccountRoleArn() != null) {
      params.put(UpdateParamType.SERVICE_ACCOUNT_ROLE_ARN, request.serviceAccountRoleArn());
    }
    if (request.configurationValues() != null) {
      changed.configurationValues(request.configurationValues());
      params.put(UpdateParamType.CONFIGURATION_VALUES, request.configurationValues());
    }
    entry.addon = changed.status(AddonStatus.UPDATING).modifiedAt(call.now()).build();
    entry.transitionEndsAt = Updates.endsAt(call);
    return UpdateAddonResponse.builder()
        .update(Updates.start(cluster, request.addonName(), UpdateType.ADDON_UPDATE, params, call))
        .build();
  }

  private DeleteAddonResponse delete(DeleteAddonRequest request, Call call) {
    EksState state = progress.currentState(call);
    AddonEntry entry = state.cluster(request.clusterName()).addon(request.addonName());
    if (entry.addon.status() != AddonStatus.DELETING) {
      entry.addon = entry.addon.toBuilder().status(AddonStatus.DELETING).build();
      entry.transitionEndsAt = call.now().plus(call.cloud().latency("eks:addon:delete"));
    }
    return DeleteAddonResponse.builder().addon(withTags(state, entry.addon)).build();
  }

  private void checkRole(@Nullable String arn) {
    if (arn != null && identities.role(arn).isEmpty()) {
      throw EksErrors.invalidParameter(
          "The role " + arn + " for the add-on's service account does not exist");
    }
  }

  private static Addon withTags(EksState state, Addon addon) {
    return addon.toBuilder().tags(state.tags.of(addon.addonArn())).build();
  }
}
