package io.beta9.provisioning.aws.domain;

import io.beta9.provisioning.aws.session.AwsFailures;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.provider.domain.DnsRecord;
import io.beta9.provisioning.provider.domain.RecordStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.HostedZone;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/**
 * Records of an environment in a hosted zone of its account. A TXT record marks each record that
 * this service has created, and states for which environments and with which target. It is created
 * in the same batch, so that a record of another owner is neither changed nor deleted, also not
 * after a lost response. A record that was changed since is not deleted either.
 */
final class ZoneRecords {
  private static final Logger log = LoggerFactory.getLogger(ZoneRecords.class);
  private static final long TTL_SECONDS = 300;
  private static final int MAX_NAME = 253;

  /** What has the same name as an address of a host. */
  private static final List<RRType> ADDRESSES = List.of(RRType.A, RRType.AAAA, RRType.CNAME);

  private final AwsSession session;
  private final Runnable beforeWriting;
  private final String environmentId;
  private final String zone;
  private final String zoneName;

  private ZoneRecords(
      AwsSession session, Runnable beforeWriting, String environmentId, HostedZone zone) {
    this.session = session;
    this.beforeWriting = beforeWriting;
    this.environmentId = environmentId;
    this.zone = zone.id();
    this.zoneName = zone.name();
  }

  /**
   * Returns the records of all public hosted zones of the account that contain the domain, longest
   * name first; empty if there are none, or the role may not read them.
   */
  static List<ZoneRecords> of(
      AwsSession session, Runnable beforeWriting, String environmentId, String domain) {
    try {
      return candidates(absolute(domain)).stream()
          .flatMap(
              candidate ->
                  session
                      .route53()
                      .listHostedZonesByName(r -> r.dnsName(candidate))
                      .hostedZones()
                      .stream()
                      .filter(zone -> zone.name().equalsIgnoreCase(candidate))
                      .filter(zone -> !Boolean.TRUE.equals(zone.config().privateZone())))
          .map(zone -> new ZoneRecords(session, beforeWriting, environmentId, zone))
          .toList();
    } catch (AwsServiceException e) {
      if (!AwsFailures.hasCode(e, "AccessDenied", "AccessDeniedException")) {
        throw e;
      }
      log.info("The hosted zones of account {} cannot be read", session.accountId());
      return List.of();
    }
  }

  /**
   * Returns whether this zone refers to other name servers for the domain, so that its own records
   * of it are not resolved.
   */
  boolean delegates(String domain) {
    return candidates(absolute(domain)).stream()
        .takeWhile(candidate -> !candidate.equalsIgnoreCase(zoneName))
        .anyMatch(candidate -> find(candidate, RRType.NS).isPresent());
  }

  /** Returns the domain and its parents, without the top level. */
  private static List<String> candidates(String name) {
    List<String> candidates = new ArrayList<>();
    for (String rest = name; rest.indexOf('.') < rest.length() - 1; ) {
      candidates.add(rest);
      rest = rest.substring(rest.indexOf('.') + 1);
    }
    return candidates;
  }

  static String absolute(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower : lower + ".";
  }

  static ResourceRecordSet canonicalName(DnsRecord record) {
    return ResourceRecordSet.builder()
        .name(absolute(record.name()))
        .type(RRType.CNAME)
        .ttl(TTL_SECONDS)
        .resourceRecords(ResourceRecord.builder().value(record.value()).build())
        .build();
  }

  static ResourceRecordSet alias(String domain, String target, String targetZone) {
    return ResourceRecordSet.builder()
        .name(absolute(domain))
        .type(RRType.A)
        .aliasTarget(
            t -> t.hostedZoneId(targetZone).dnsName(absolute(target)).evaluateTargetHealth(false))
        .build();
  }

  /**
   * Creates a record, or changes it if this service has created it.
   *
   * @param known whether the name servers are known to answer with what this service has written
   *     last; if not, a record that exists as required is written again, since only the change that
   *     wrote it reports when they do
   * @param beforeChange called before the record is written
   * @return the record does not exist if another owner's record has its name
   */
  RecordStatus ensure(
      ResourceRecordSet record,
      RecordMark mark,
      String domain,
      boolean known,
      Runnable beforeChange) {
    String markName = mark.name(domain);
    if (markName.length() > MAX_NAME) {
      return RecordStatus.MISSING;
    }
    List<ResourceRecordSet> existing = addresses(record.name());
    List<String> marks = marks(markName);
    boolean ours = mark.names(environmentId, marks);
    ResourceRecordSet required =
        markRecord(markName, mark.with(environmentId, target(record), marks));
    if (existing.stream().anyMatch(found -> refersTo(found, target(record)))) {
      if (ours ? known : !mark.isShared(marks)) {
        return RecordStatus.EXISTING;
      }
      List<Change> again = new ArrayList<>();
      if (ours) {
        existing.forEach(found -> again.add(change(ChangeAction.UPSERT, found)));
      }
      again.add(change(ChangeAction.UPSERT, required));
      beforeChange.run();
      return RecordStatus.of(apply(again));
    }
    if (!existing.isEmpty() && !ours) {
      return RecordStatus.MISSING;
    }
    List<Change> changes = new ArrayList<>();
    existing.stream()
        .filter(found -> found.type() != record.type())
        .forEach(found -> changes.add(change(ChangeAction.DELETE, found)));
    changes.add(change(ours ? ChangeAction.UPSERT : ChangeAction.CREATE, record));
    changes.add(change(ChangeAction.UPSERT, required));
    beforeChange.run();
    return RecordStatus.of(apply(changes));
  }

  /**
   * Deletes the records at a name together with their mark, if this service has created them, no
   * other environment needs them, and they still have their target.
   */
  void remove(String name, RecordMark mark, String domain) {
    String markName = mark.name(domain);
    if (markName.length() > MAX_NAME) {
      return;
    }
    List<String> marks = marks(markName);
    if (!mark.names(environmentId, marks)) {
      return;
    }
    List<String> others = mark.without(environmentId, marks);
    if (!others.isEmpty()) {
      apply(List.of(change(ChangeAction.UPSERT, markRecord(markName, others))));
      return;
    }
    List<Change> changes = new ArrayList<>();
    addresses(absolute(name)).stream()
        .filter(found -> mark.target(marks).map(target -> refersTo(found, target)).orElse(true))
        .forEach(found -> changes.add(change(ChangeAction.DELETE, found)));
    find(markName, RRType.TXT).ifPresent(found -> changes.add(change(ChangeAction.DELETE, found)));
    apply(changes);
  }

  /**
   * Returns the id of the change; empty if the batch was rejected, for example because of a
   * concurrent one.
   */
  private Optional<String> apply(List<Change> changes) {
    beforeWriting.run();
    try {
      return Optional.of(
          session
              .route53()
              .changeResourceRecordSets(
                  r -> r.hostedZoneId(zone).changeBatch(batch -> batch.changes(changes)))
              .changeInfo()
              .id());
    } catch (AwsServiceException e) {
      // The document of a rejected batch has no error code.
      String code = AwsFailures.code(e);
      if (code.equals("InvalidChangeBatch") || code.equals("400")) {
        log.info("Route 53 rejected the records: {}", e.getMessage());
        return Optional.empty();
      }
      throw e;
    }
  }

  private List<String> marks(String markName) {
    return find(markName, RRType.TXT).stream()
        .flatMap(set -> set.resourceRecords().stream())
        .map(ResourceRecord::value)
        .toList();
  }

  private static ResourceRecordSet markRecord(String markName, List<String> values) {
    return ResourceRecordSet.builder()
        .name(markName)
        .type(RRType.TXT)
        .ttl(TTL_SECONDS)
        .resourceRecords(
            values.stream().map(value -> ResourceRecord.builder().value(value).build()).toList())
        .build();
  }

  private static String target(ResourceRecordSet record) {
    return absolute(
        record.aliasTarget() == null
            ? record.resourceRecords().getFirst().value()
            : record.aliasTarget().dnsName());
  }

  /** Returns whether an alias or a canonical name leads to a host. */
  private static boolean refersTo(ResourceRecordSet found, String target) {
    return (found.aliasTarget() != null || found.type() == RRType.CNAME)
        && target(found).replaceFirst("^dualstack\\.", "").equals(target);
  }

  private List<ResourceRecordSet> addresses(String name) {
    return ADDRESSES.stream().flatMap(type -> find(name, type).stream()).toList();
  }

  private Optional<ResourceRecordSet> find(String name, RRType type) {
    return session
        .route53()
        .listResourceRecordSets(
            r -> r.hostedZoneId(zone).startRecordName(name).startRecordType(type).maxItems("1"))
        .resourceRecordSets()
        .stream()
        .filter(set -> set.name().equalsIgnoreCase(name) && set.type() == type)
        .findFirst();
  }

  private static Change change(ChangeAction action, ResourceRecordSet record) {
    return Change.builder().action(action).resourceRecordSet(record).build();
  }
}
