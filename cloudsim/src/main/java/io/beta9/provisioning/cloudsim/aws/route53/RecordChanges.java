package io.beta9.provisioning.cloudsim.aws.route53;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/** Applies a batch of changes to the records of a zone: all of them, or none with the reasons. */
final class RecordChanges {
  private static final Pattern NAME =
      Pattern.compile("(\\*\\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\\.)+");
  private static final Pattern QUOTED = Pattern.compile("\"[^\"]{0,255}\"( \"[^\"]{0,255}\")*");
  private static final int MAX_CHANGES = 1000;

  private final String zoneName;
  private final TreeMap<Route53State.RecordKey, ResourceRecordSet> records;
  private final List<String> problems = new ArrayList<>();

  RecordChanges(Route53State.Zone zone) {
    this.zoneName = zone.zone.name();
    this.records = new TreeMap<>(zone.records);
  }

  /**
   * Returns the records after the changes.
   *
   * @throws AwsErrorException {@code InvalidChangeBatch}
   */
  TreeMap<Route53State.RecordKey, ResourceRecordSet> apply(List<Change> changes) {
    if (changes.isEmpty() || changes.size() > MAX_CHANGES) {
      throw new AwsErrorException(400, "InvalidInput", "A batch has 1 to 1000 changes");
    }
    changes.forEach(this::apply);
    if (!problems.isEmpty()) {
      throw new AwsErrorException(
          400, "InvalidChangeBatch", "[" + String.join(", ", problems) + "]");
    }
    return records;
  }

  private void apply(Change change) {
    ResourceRecordSet set = normalized(change.resourceRecordSet());
    Route53State.RecordKey key = Route53State.RecordKey.of(set.name(), set.type());
    String record = "[name='" + set.name() + "', type='" + set.type() + "']";
    if (!NAME.matcher(set.name()).matches()
        || !(set.name().equals(zoneName) || set.name().endsWith("." + zoneName))) {
      problems.add("RRSet with DNS name " + set.name() + " is not permitted in zone " + zoneName);
      return;
    }
    if (!isValid(set, record)) {
      return;
    }
    ResourceRecordSet existing = records.get(key);
    if (change.action() == ChangeAction.DELETE) {
      if (existing == null) {
        problems.add("Tried to delete resource record set " + record + " but it was not found");
      } else if (!existing.equals(set)) {
        problems.add(
            "Tried to delete resource record set "
                + record
                + " but the values provided do not match the current values");
      } else {
        records.remove(key);
      }
      return;
    }
    if (change.action() == ChangeAction.CREATE && existing != null) {
      problems.add("Tried to create resource record set " + record + " but it already exists");
      return;
    }
    if (conflictsWithCname(set)) {
      problems.add(
          "RRSet of type "
              + set.type()
              + " with DNS name "
              + set.name()
              + " is not permitted as it conflicts with other records with the same DNS name in"
              + " zone "
              + zoneName);
      return;
    }
    records.put(key, set);
  }

  private boolean isValid(ResourceRecordSet set, String record) {
    boolean alias = set.aliasTarget() != null;
    if (alias == set.hasResourceRecords()) {
      problems.add(
          "Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and"
              + " ResourceRecords]] "
              + record);
    } else if (!alias && set.ttl() == null) {
      problems.add("Invalid request: Missing field 'TTL' in Change with " + record);
    } else if (alias && set.ttl() != null) {
      problems.add("Invalid request: an alias record has no TTL " + record);
    } else if (alias && set.aliasTarget().evaluateTargetHealth() == null) {
      problems.add("Invalid request: Missing field 'EvaluateTargetHealth' in " + record);
    } else if (alias
        && (!Set.of(RRType.A, RRType.AAAA).contains(set.type())
            || !set.aliasTarget().dnsName().contains(".elb."))) {
      problems.add("The alias target does not support the record type of " + record);
    } else if (alias && !LoadBalancerZones.isZone(set.aliasTarget().hostedZoneId())) {
      problems.add(
          "Tried to create an alias that targets "
              + set.aliasTarget().dnsName()
              + ", type "
              + set.type()
              + " in zone "
              + set.aliasTarget().hostedZoneId()
              + ", but the alias target name does not lie within the target zone");
    } else if (set.type() == RRType.CNAME && set.name().equals(zoneName)) {
      problems.add(
          "RRSet of type CNAME with DNS name "
              + set.name()
              + " is not permitted at apex in zone "
              + zoneName);
    } else if (set.type() == RRType.TXT
        && set.resourceRecords().stream()
            .map(ResourceRecord::value)
            .anyMatch(value -> !QUOTED.matcher(value).matches())) {
      problems.add("Invalid Resource Record: 'Missing double quotes' in " + record);
    } else {
      return true;
    }
    return false;
  }

  private boolean conflictsWithCname(ResourceRecordSet set) {
    return records.values().stream()
        .filter(other -> other.name().equals(set.name()) && other.type() != set.type())
        .anyMatch(other -> other.type() == RRType.CNAME || set.type() == RRType.CNAME);
  }

  private static ResourceRecordSet normalized(ResourceRecordSet set) {
    ResourceRecordSet.Builder builder = set.toBuilder().name(PublicDns.absolute(set.name()));
    if (set.aliasTarget() != null) {
      builder.aliasTarget(
          set.aliasTarget().toBuilder()
              .dnsName(PublicDns.absolute(set.aliasTarget().dnsName()).toLowerCase(Locale.ROOT))
              .build());
    }
    return builder.build();
  }
}
