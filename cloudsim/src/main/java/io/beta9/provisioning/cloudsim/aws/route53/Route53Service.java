package io.beta9.provisioning.cloudsim.aws.route53;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.AwsService;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.RandomIds;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.route53.model.ChangeInfo;
import software.amazon.awssdk.services.route53.model.ChangeResourceRecordSetsRequest;
import software.amazon.awssdk.services.route53.model.ChangeResourceRecordSetsResponse;
import software.amazon.awssdk.services.route53.model.ChangeStatus;
import software.amazon.awssdk.services.route53.model.CreateHostedZoneRequest;
import software.amazon.awssdk.services.route53.model.CreateHostedZoneResponse;
import software.amazon.awssdk.services.route53.model.DeleteHostedZoneRequest;
import software.amazon.awssdk.services.route53.model.DeleteHostedZoneResponse;
import software.amazon.awssdk.services.route53.model.GetChangeRequest;
import software.amazon.awssdk.services.route53.model.GetChangeResponse;
import software.amazon.awssdk.services.route53.model.HostedZone;
import software.amazon.awssdk.services.route53.model.HostedZoneConfig;
import software.amazon.awssdk.services.route53.model.ListHostedZonesByNameRequest;
import software.amazon.awssdk.services.route53.model.ListHostedZonesByNameResponse;
import software.amazon.awssdk.services.route53.model.ListHostedZonesRequest;
import software.amazon.awssdk.services.route53.model.ListHostedZonesResponse;
import software.amazon.awssdk.services.route53.model.ListResourceRecordSetsRequest;
import software.amazon.awssdk.services.route53.model.ListResourceRecordSetsResponse;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/**
 * Route 53: hosted zones and records. The API shows a change immediately; the name servers answer
 * with it, and it is in sync, after {@link #PROPAGATION}.
 */
public final class Route53Service implements AwsService {
  /** The time until a change has reached all name servers. */
  public static final String PROPAGATION = "route53:change";

  private static final int PAGE_SIZE = 100;

  private final StateStore store;

  public Route53Service(StateStore store) {
    this.store = store;
  }

  @Override
  public String signingName() {
    return "route53";
  }

  /** Returns what the simulated internet resolves. */
  public PublicDns dns() {
    return new PublicDns(store);
  }

  @Override
  public void register(Operations operations) {
    operations.on(CreateHostedZoneRequest.class, this::create);
    operations.on(DeleteHostedZoneRequest.class, this::delete);
    operations.on(ListHostedZonesRequest.class, this::list);
    operations.on(ListHostedZonesByNameRequest.class, this::listByName);
    operations.on(ListResourceRecordSetsRequest.class, this::records);
    operations.on(ChangeResourceRecordSetsRequest.class, this::change);
    operations.on(GetChangeRequest.class, this::getChange);
  }

  /** Returns the time until which submitted changes have reached all name servers. */
  public static Instant inSync(Call call) {
    return call.now().minus(call.cloud().latency(PROPAGATION));
  }

  private GetChangeResponse getChange(GetChangeRequest request, Call call) {
    String id = id(request.id());
    Instant submitted = state(call).changes.get(id);
    if (submitted == null) {
      throw new AwsErrorException(404, "NoSuchChange", "Could not find resource with ID: " + id);
    }
    return GetChangeResponse.builder().changeInfo(view(id, submitted, call)).build();
  }

  private CreateHostedZoneResponse create(CreateHostedZoneRequest request, Call call) {
    Route53State.Zone created =
        create(state(call), request.name(), request.callerReference(), request.vpc() != null);
    String id = id(created.zone.id());
    return CreateHostedZoneResponse.builder()
        .hostedZone(view(created))
        .changeInfo(submit(call))
        .location("https://route53.amazonaws.com/2013-04-01/hostedzone/" + id)
        .build();
  }

  /** Adds a public zone unless the account has one with this name. */
  public void addZone(String account, String name) {
    Route53State state = Route53State.of(store, account);
    String absolute = PublicDns.absolute(name);
    if (state.zones.values().stream().noneMatch(zone -> zone.zone.name().equals(absolute))) {
      create(state, name, name, false);
    }
  }

  private static Route53State.Zone create(
      Route53State state, String requested, String reference, boolean privateZone) {
    String id = "Z" + RandomIds.upper(20);
    String name = PublicDns.absolute(requested);
    HostedZone zone =
        HostedZone.builder()
            .id("/hostedzone/" + id)
            .name(name)
            .callerReference(reference)
            .config(HostedZoneConfig.builder().privateZone(privateZone).build())
            .build();
    int sequence =
        state.zones.values().stream().mapToInt(other -> other.sequence + 1).max().orElse(0);
    Route53State.Zone created = new Route53State.Zone(zone, sequence);
    // No two zones have the same name servers, as their delegation sets differ.
    String server = "ns-1.awsdns-" + id.toLowerCase(Locale.ROOT) + ".example.";
    put(created, name, RRType.NS, server);
    put(
        created,
        name,
        RRType.SOA,
        server + " awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400");
    state.zones.put(id, created);
    return created;
  }

  private static void put(Route53State.Zone zone, String name, RRType type, String value) {
    zone.records.put(
        Route53State.RecordKey.of(name, type),
        ResourceRecordSet.builder()
            .name(name)
            .type(type)
            .ttl(172800L)
            .resourceRecords(ResourceRecord.builder().value(value).build())
            .build());
  }

  private DeleteHostedZoneResponse delete(DeleteHostedZoneRequest request, Call call) {
    Route53State.Zone zone = zone(request.id(), call);
    if (zone.records.size() > 2) {
      throw new AwsErrorException(
          400,
          "HostedZoneNotEmpty",
          "The specified hosted zone contains non-required resource record sets and so cannot be"
              + " deleted.");
    }
    state(call).zones.remove(id(request.id()));
    return DeleteHostedZoneResponse.builder().changeInfo(submit(call)).build();
  }

  private ListHostedZonesResponse list(ListHostedZonesRequest request, Call call) {
    return ListHostedZonesResponse.builder()
        .hostedZones(state(call).zones.values().stream().map(Route53Service::view).toList())
        .isTruncated(false)
        .maxItems(String.valueOf(PAGE_SIZE))
        .build();
  }

  /** The zones from this name on, in the order of their names, labels from right to left. */
  private ListHostedZonesByNameResponse listByName(
      ListHostedZonesByNameRequest request, Call call) {
    String from = request.dnsName() == null ? null : reversed(request.dnsName());
    int limit = limit(request.maxItems());
    List<HostedZone> zones =
        state(call).zones.values().stream()
            .map(Route53Service::view)
            .filter(zone -> from == null || reversed(zone.name()).compareTo(from) >= 0)
            .sorted(Comparator.comparing(zone -> reversed(zone.name())))
            .toList();
    return ListHostedZonesByNameResponse.builder()
        .hostedZones(zones.stream().limit(limit).toList())
        .dnsName(request.dnsName())
        .isTruncated(zones.size() > limit)
        .maxItems(String.valueOf(limit))
        .build();
  }

  private ListResourceRecordSetsResponse records(ListResourceRecordSetsRequest request, Call call) {
    Route53State.Zone zone = zone(request.hostedZoneId(), call);
    int limit = limit(request.maxItems());
    String start = request.startRecordName();
    RRType type = request.startRecordType();
    Stream<ResourceRecordSet> found =
        start == null
            ? zone.records.values().stream()
            : zone
                .records
                .tailMap(
                    type == null
                        ? new Route53State.RecordKey(PublicDns.absolute(start), "")
                        : Route53State.RecordKey.of(start, type))
                .values()
                .stream();
    List<ResourceRecordSet> all = found.toList();
    ListResourceRecordSetsResponse.Builder page =
        ListResourceRecordSetsResponse.builder()
            .resourceRecordSets(all.stream().limit(limit).toList())
            .isTruncated(all.size() > limit)
            .maxItems(String.valueOf(limit));
    if (all.size() > limit) {
      page.nextRecordName(all.get(limit).name()).nextRecordType(all.get(limit).type());
    }
    return page.build();
  }

  private ChangeResourceRecordSetsResponse change(
      ChangeResourceRecordSetsRequest request, Call call) {
    Route53State.Zone zone = zone(request.hostedZoneId(), call);
    var changed = new RecordChanges(zone).apply(request.changeBatch().changes());
    zone.replace(changed, call.now(), inSync(call));
    return ChangeResourceRecordSetsResponse.builder().changeInfo(submit(call)).build();
  }

  private ChangeInfo submit(Call call) {
    String id = "C" + RandomIds.upper(20);
    state(call).changes.put(id, call.now());
    return view(id, call.now(), call);
  }

  private static ChangeInfo view(String id, Instant submitted, Call call) {
    return ChangeInfo.builder()
        .id("/change/" + id)
        .status(submitted.isAfter(inSync(call)) ? ChangeStatus.PENDING : ChangeStatus.INSYNC)
        .submittedAt(submitted)
        .build();
  }

  private Route53State.Zone zone(String id, Call call) {
    Route53State.Zone zone = state(call).zones.get(id(id));
    if (zone == null) {
      throw new AwsErrorException(
          404, "NoSuchHostedZone", "No hosted zone found with ID: " + id(id));
    }
    return zone;
  }

  private static HostedZone view(Route53State.Zone zone) {
    return zone.zone.toBuilder().resourceRecordSetCount((long) zone.records.size()).build();
  }

  private static String id(String id) {
    return id.substring(id.lastIndexOf('/') + 1);
  }

  private static int limit(@Nullable String maxItems) {
    return maxItems == null ? PAGE_SIZE : Math.min(PAGE_SIZE, Integer.parseInt(maxItems));
  }

  private static String reversed(String name) {
    return String.join(".", List.of(PublicDns.absolute(name).split("\\.")).reversed());
  }

  private Route53State state(Call call) {
    return Route53State.of(store, call.account());
  }
}
