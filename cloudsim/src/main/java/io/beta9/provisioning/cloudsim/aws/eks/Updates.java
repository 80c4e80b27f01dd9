package io.beta9.provisioning.cloudsim.aws.eks;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.Page;
import io.beta9.provisioning.cloudsim.aws.common.RandomIds;
import io.beta9.provisioning.cloudsim.aws.eks.EksState.ClusterEntry;
import io.beta9.provisioning.cloudsim.aws.eks.EksState.UpdateEntry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.eks.model.DescribeUpdateRequest;
import software.amazon.awssdk.services.eks.model.DescribeUpdateResponse;
import software.amazon.awssdk.services.eks.model.ListUpdatesRequest;
import software.amazon.awssdk.services.eks.model.ListUpdatesResponse;
import software.amazon.awssdk.services.eks.model.Update;
import software.amazon.awssdk.services.eks.model.UpdateParam;
import software.amazon.awssdk.services.eks.model.UpdateParamType;
import software.amazon.awssdk.services.eks.model.UpdateStatus;
import software.amazon.awssdk.services.eks.model.UpdateType;

/** Updates of clusters, node groups and add-ons. */
final class Updates {
  private final ClusterLifecycle progress;

  Updates(ClusterLifecycle progress) {
    this.progress = progress;
  }

  void register(Operations operations) {
    operations.on(DescribeUpdateRequest.class, this::describe);
    operations.on(ListUpdatesRequest.class, this::list);
  }

  /** Starts an update, which ends after the transition {@code eks:update}. */
  static Update start(
      ClusterEntry cluster,
      String of,
      UpdateType type,
      Map<UpdateParamType, String> params,
      Call call) {
    Update update =
        Update.builder()
            .id(RandomIds.uuid())
            .status(UpdateStatus.IN_PROGRESS)
            .type(type)
            .createdAt(call.now())
            .params(
                params.entrySet().stream()
                    .map(it -> UpdateParam.builder().type(it.getKey()).value(it.getValue()).build())
                    .toList())
            .errors(List.of())
            .build();
    cluster.updates.put(update.id(), new UpdateEntry(update, of, endsAt(call)));
    return update;
  }

  static Instant endsAt(Call call) {
    return call.now().plus(call.cloud().latency("eks:update"));
  }

  private DescribeUpdateResponse describe(DescribeUpdateRequest request, Call call) {
    UpdateEntry entry =
        progress.currentState(call).cluster(request.name()).updates.get(request.updateId());
    if (entry == null) {
      throw EksErrors.notFound("No update found for ID: " + request.updateId());
    }
    return DescribeUpdateResponse.builder().update(entry.update()).build();
  }

  private ListUpdatesResponse list(ListUpdatesRequest request, Call call) {
    String of =
        request.nodegroupName() != null
            ? request.nodegroupName()
            : request.addonName() != null ? request.addonName() : "";
    List<String> ids =
        progress.currentState(call).cluster(request.name()).updates.values().stream()
            .filter(entry -> entry.resourceName().equals(of))
            .map(entry -> entry.update().id())
            .toList();
    Page<String> page = Page.of(ids, request.nextToken(), request.maxResults(), 100);
    return ListUpdatesResponse.builder().updateIds(page.items()).nextToken(page.next()).build();
  }
}
