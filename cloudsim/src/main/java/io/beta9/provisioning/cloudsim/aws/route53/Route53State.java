package io.beta9.provisioning.cloudsim.aws.route53;

import io.beta9.provisioning.cloudsim.state.StateStore;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.route53.model.HostedZone;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/** The hosted zones of one account. */
final class Route53State implements Serializable {
  private static final long serialVersionUID = 1L;

  final TreeMap<String, Zone> zones = new TreeMap<>();

  /** When each change was submitted, by its id without a prefix. */
  final TreeMap<String, Instant> changes = new TreeMap<>();

  static Route53State of(StateStore store, String account) {
    return store.getOrCreate(Route53State.class, account, StateStore.GLOBAL, Route53State::new);
  }

  static final class Zone implements Serializable {
    private static final long serialVersionUID = 1L;

    final HostedZone zone;

    /** The order of creation among the zones of the account. */
    final int sequence;

    final TreeMap<RecordKey, ResourceRecordSet> records = new TreeMap<>();

    /** The changes that may not have reached all name servers, in the order of submission. */
    private final ArrayList<Version> replaced = new ArrayList<>();

    Zone(HostedZone zone, int sequence) {
      this.zone = zone;
      this.sequence = sequence;
    }

    /**
     * Replaces the records.
     *
     * @param inSync changes that were submitted until then have reached all name servers
     */
    void replace(Map<RecordKey, ResourceRecordSet> changed, Instant submitted, Instant inSync) {
      replaced.removeIf(version -> !version.until().isAfter(inSync));
      replaced.add(new Version(submitted, new TreeMap<>(records)));
      records.clear();
      records.putAll(changed);
    }

    /**
     * Returns the records at a name that the name servers answer with, or null if there are none of
     * this type.
     *
     * @param inSync changes that were submitted until then have reached all name servers
     */
    @Nullable ResourceRecordSet resolve(String name, RRType type, Instant inSync) {
      return replaced.stream()
          .filter(version -> version.until().isAfter(inSync))
          .findFirst()
          .map(Version::records)
          .orElse(records)
          .get(RecordKey.of(name, type));
    }
  }

  /**
   * The records of a zone before a change.
   *
   * @param until when the change was submitted
   */
  private record Version(Instant until, TreeMap<RecordKey, ResourceRecordSet> records)
      implements Serializable {}

  /**
   * Identifies a record set; in the order in which Route 53 lists them, by the labels of the name
   * from right to left.
   */
  record RecordKey(String name, String type) implements Serializable, Comparable<RecordKey> {
    static RecordKey of(String name, RRType type) {
      return new RecordKey(PublicDns.absolute(name), type.toString());
    }

    @Override
    public int compareTo(RecordKey other) {
      return Comparator.comparing((RecordKey key) -> reversed(key.name))
          .thenComparing(RecordKey::type)
          .compare(this, other);
    }

    private static String reversed(String name) {
      return String.join(".", List.of(name.toLowerCase(Locale.ROOT).split("\\.")).reversed());
    }
  }
}
