package io.beta9.provisioning.cloudsim.aws.route53;

import io.beta9.provisioning.cloudsim.state.StateStore;
import java.io.Serializable;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.route53.model.ResourceRecord;

/**
 * The names that every client can resolve: the public zones of all accounts, and records of other
 * providers.
 */
public final class PublicDns {
  private final StateStore store;

  public PublicDns(StateStore store) {
    this.store = store;
  }

  private static final class OtherProviders implements Serializable {
    private static final long serialVersionUID = 1L;
    final TreeMap<String, String> canonicalNames = new TreeMap<>();
  }

  /** Creates a CNAME record at another provider. */
  public void publish(String name, String target) {
    others().put(absolute(name), absolute(target));
  }

  /** Returns the target of a CNAME record, with a final dot. */
  public Optional<String> canonicalName(String name) {
    String wanted = absolute(name);
    String other = others().get(wanted);
    if (other != null) {
      return Optional.of(other);
    }
    return store.findAll(Route53State.class).stream()
        .flatMap(state -> state.zones.values().stream())
        .filter(zone -> !zone.zone.config().privateZone())
        .map(zone -> zone.records.get(Route53State.RecordKey.of(wanted, RRType.CNAME)))
        .filter(record -> record != null)
        .flatMap(record -> record.resourceRecords().stream())
        .map(ResourceRecord::value)
        .map(PublicDns::absolute)
        .findFirst();
  }

  private Map<String, String> others() {
    return store.getOrCreate(
            OtherProviders.class, StateStore.GLOBAL, StateStore.GLOBAL, OtherProviders::new)
        .canonicalNames;
  }

  /** Returns a name in lower case with a final dot. */
  static String absolute(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower : lower + ".";
  }
}
