package io.beta9.provisioning.cloudsim.aws.elasticache;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.Page;
import io.beta9.provisioning.cloudsim.aws.common.SourceEvents;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.io.Serializable;
import software.amazon.awssdk.services.elasticache.model.DescribeEventsRequest;
import software.amazon.awssdk.services.elasticache.model.DescribeEventsResponse;
import software.amazon.awssdk.services.elasticache.model.Event;

/** The events of replication groups. */
final class CacheEvents {
  private static final String GROUP = "replication-group";

  private final StateStore store;

  CacheEvents(StateStore store) {
    this.store = store;
  }

  /** Apart from the state of the groups, so that older snapshots of it remain readable. */
  private static final class History implements Serializable {
    private static final long serialVersionUID = 1L;
    final SourceEvents events = new SourceEvents();
  }

  void register(Operations operations) {
    operations.on(DescribeEventsRequest.class, this::describe);
  }

  void ofGroup(String identifier, String message, Call call) {
    history(call).add(GROUP, identifier, message, call.now());
  }

  private SourceEvents history(Call call) {
    return store.getOrCreate(History.class, call.account(), call.region(), History::new).events;
  }

  private DescribeEventsResponse describe(DescribeEventsRequest request, Call call) {
    Page<SourceEvents.SourceEvent> page =
        Page.of(
            history(call)
                .find(
                    request.sourceTypeAsString(),
                    request.sourceIdentifier(),
                    request.startTime(),
                    request.endTime(),
                    request.duration(),
                    call),
            request.marker(),
            request.maxRecords(),
            100);
    return DescribeEventsResponse.builder()
        .events(
            page.items().stream()
                .map(
                    event ->
                        Event.builder()
                            .sourceType(event.sourceType())
                            .sourceIdentifier(event.sourceId())
                            .message(event.message())
                            .date(event.at())
                            .build())
                .toList())
        .marker(page.next())
        .build();
  }
}
