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

/** Managed add-ons of a cluster. */
final class Addons {
  private final Progress progress;
  private final IdentityDirectory identities;

  Addons(Progress progress, IdentityDirectory identities) {
    this.progress = progress;
    this.identities = identities;
  }

  void register(Operations on) {
    on.on(CreateAddonRequest.class, this::create);
    on.on(DescribeAddonRequest.class, this::describe);
    on.on(ListAddonsRequest.class, this::list);
    on.on(UpdateAddonRequest.class, this::update);
    on.on(DeleteAddonRequest.class, this::delete);
    AddonCatalog.register(on);
  }

  private CreateAddonResponse create(CreateAddonRequest request, Call call) {
    EksState state = progress.state(call);
    ClusterEntry cluster = state.activeCluster(request.clusterName());
    AddonCatalog.Kind kind = AddonCatalog.require(request.addonName());
    if (cluster.addons.containsKey(kind.name())) {
      throw EksFaults.inUse("Addon already exists.");
    }
    role(request.serviceAccountRoleArn());
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
        kind.networking()
            && cluster.selfManagedAddons
            && request.resolveConflicts() != ResolveConflicts.OVERWRITE;
    cluster.addons.put(
        kind.name(),
        new AddonEntry(addon, conflicts, call.now().plus(call.cloud().latency("eks:addon"))));
    state.tags.add(addon.addonArn(), request.tags());
    return CreateAddonResponse.builder().addon(tagged(state, addon)).build();
  }

  private DescribeAddonResponse describe(DescribeAddonRequest request, Call call) {
    EksState state = progress.state(call);
    Addon addon = state.cluster(request.clusterName()).addon(request.addonName()).addon;
    return DescribeAddonResponse.builder().addon(tagged(state, addon)).build();
  }

  private ListAddonsResponse list(ListAddonsRequest request, Call call) {
    Page<String> page =
        Page.of(
            progress.state(call).cluster(request.clusterName()).addons.keySet(),
            request.nextToken(),
            request.maxResults(),
            100);
    return ListAddonsResponse.builder().addons(page.items()).nextToken(page.next()).build();
  }

  private UpdateAddonResponse update(UpdateAddonRequest request, Call call) {
    ClusterEntry cluster = progress.state(call).activeCluster(request.clusterName());
    AddonEntry entry = cluster.addon(request.addonName());
    if (entry.addon.status() == AddonStatus.DELETING) {
      throw EksFaults.inUse("Addon " + request.addonName() + " is being deleted");
    }
    role(request.serviceAccountRoleArn());
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
    if (request.serviceAccountRoleArn() != null) {
      changed.serviceAccountRoleArn(request.serviceAccountRoleArn());
      params.put(UpdateParamType.SERVICE_ACCOUNT_ROLE_ARN, request.serviceAccountRoleArn());
    }
    if (request.configurationValues() != null) {
      changed.configurationValues(request.configurationValues());
      params.put(UpdateParamType.CONFIGURATION_VALUES, request.configurationValues());
    }
    entry.addon = changed.status(AddonStatus.UPDATING).modifiedAt(call.now()).build();
    entry.settlesAt = Updates.doneAt(call);
    return UpdateAddonResponse.builder()
        .update(Updates.begin(cluster, request.addonName(), UpdateType.ADDON_UPDATE, params, call))
        .build();
  }

  private DeleteAddonResponse delete(DeleteAddonRequest request, Call call) {
    EksState state = progress.state(call);
    AddonEntry entry = state.cluster(request.clusterName()).addon(request.addonName());
    if (entry.addon.status() != AddonStatus.DELETING) {
      entry.addon = entry.addon.toBuilder().status(AddonStatus.DELETING).build();
      entry.settlesAt = call.now().plus(call.cloud().latency("eks:addon:delete"));
    }
    return DeleteAddonResponse.builder().addon(tagged(state, entry.addon)).build();
  }

  private void role(@Nullable String arn) {
    if (arn != null && identities.role(arn).isEmpty()) {
      throw EksFaults.invalidParameter(
          "The role " + arn + " for the add-on's service account does not exist");
    }
  }

  private static Addon tagged(EksState state, Addon addon) {
    return addon.toBuilder().tags(state.tags.of(addon.addonArn())).build();
  }
}
