package io.beta9.provisioning.apimodel.audit;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Verifies an export of the audit trail line by line: that no entry was changed, inserted, removed,
 * reordered or moved to another tenant, and, with heads that were exported earlier, that the end
 * was not removed or replaced. Memory is bounded by the number of tenants.
 */
public final class AuditVerifier {
  private static final int MAX_FINDINGS = 100;

  private final @Nullable AuditHeads exported;
  private final Map<String, AuditHeads.AuditHead> expected;
  private final Instant now;
  private final Map<String, Chain> chains = new HashMap<>();
  private final List<String> findings = new ArrayList<>();
  private long entries;
  private long findingCount;

  /**
   * @param exported heads that were exported earlier; null if there are none
   */
  public AuditVerifier(@Nullable AuditHeads exported, Instant now) {
    this.exported = exported;
    this.now = now;
    this.expected =
        exported == null
            ? Map.of()
            : exported.heads().stream()
                .collect(
                    Collectors.toMap(
                        AuditHeads.AuditHead::tenant, Function.identity(), (first, next) -> first));
  }

  /**
   * The result of a verification.
   *
   * @param entries the number of entries that were read
   * @param findings what is wrong, at most 100
   * @param findingCount the number of all findings
   */
  public record AuditVerification(
      long tenants, long entries, List<String> findings, long findingCount) {
    public boolean isIntact() {
      return findingCount == 0;
    }
  }

  private static final class Chain {
    private long last;
    private String hash = AuditHash.NONE;
    private boolean ended;
  }

  /** Verifies the next line of the export. */
  public void accept(AuditLine line) {
    Chain chain = chains.computeIfAbsent(line.tenant(), tenant -> new Chain());
    switch (line.type()) {
      case AuditLine.CHECKPOINT -> checkpoint(chain, line);
      case AuditLine.ENTRY -> entry(chain, line);
      case AuditLine.HEAD -> head(chain, line);
      default -> found(line.tenant(), "a line of the unknown type '" + line.type() + "'");
    }
  }

  private void checkpoint(Chain chain, AuditLine line) {
    if (line.sequence() < chain.last || chain.ended) {
      found(line.tenant(), "the checkpoint " + line.sequence() + " is out of order");
      return;
    }
    if (exported != null && isYoung(line.at(), exported.retentionSeconds())) {
      found(
          line.tenant(),
          "entries up to "
              + line.sequence()
              + " were removed before the end of their retention of "
              + Duration.ofSeconds(exported.retentionSeconds()).toDays()
              + " days");
    }
    chain.last = line.sequence();
    chain.hash = Objects.requireNonNullElse(line.hash(), "");
    compareWithExported(chain, line);
  }

  private boolean isYoung(@Nullable String at, long retentionSeconds) {
    try {
      return at == null
          || Instant.parse(at).isAfter(now.minus(Duration.ofSeconds(retentionSeconds)));
    } catch (DateTimeException e) {
      return true;
    }
  }

  private void entry(Chain chain, AuditLine line) {
    entries++;
    if (line.sequence() <= 0) {
      found(line.tenant(), "entry with id " + line.id() + " is in no chain: it was inserted");
      return;
    }
    if (chain.ended || line.sequence() <= chain.last) {
      found(
          line.tenant(),
          "entry %d with id %d was inserted, moved or reordered"
              .formatted(line.sequence(), line.id()));
      return;
    }
    if (line.sequence() > chain.last + 1) {
      found(
          line.tenant(),
          "entries %d to %d are missing".formatted(chain.last + 1, line.sequence() - 1));
    } else if (!hashOf(chain.hash, line).equals(line.hash())) {
      found(line.tenant(), "entry %d with id %d was changed".formatted(line.sequence(), line.id()));
    }
    chain.last = line.sequence();
    chain.hash = Objects.requireNonNullElse(line.hash(), "");
    compareWithExported(chain, line);
  }

  private static String hashOf(String previous, AuditLine line) {
    try {
      return AuditHash.of(previous, line);
    } catch (IllegalArgumentException e) {
      return ""; // Malformed, hence not the hash of any entry.
    }
  }

  private void compareWithExported(Chain chain, AuditLine line) {
    AuditHeads.AuditHead head = expected.get(line.tenant());
    if (head != null && head.sequence() == chain.last && !head.hash().equals(chain.hash)) {
      found(
          line.tenant(),
          "entry %d differs from the exported head: the entries up to it were replaced"
              .formatted(chain.last));
    }
  }

  private void head(Chain chain, AuditLine line) {
    if (chain.last < line.sequence()) {
      found(
          line.tenant(),
          "the end is missing: entries %d to %d".formatted(chain.last + 1, line.sequence()));
    } else if (chain.last > line.sequence() || !chain.hash.equals(line.hash())) {
      found(line.tenant(), "the last entry %d differs from the head".formatted(chain.last));
    }
    chain.ended = true;
  }

  /** Returns the result after the last line. */
  public AuditVerification finish() {
    expected.forEach(
        (tenant, head) -> {
          Chain chain = chains.getOrDefault(tenant, new Chain());
          if (chain.last < head.sequence()) {
            found(
                tenant,
                "the end is missing: %d entries were exported, %d are present"
                    .formatted(head.sequence(), chain.last));
          }
        });
    chains.forEach(
        (tenant, chain) -> {
          if (!chain.ended) {
            found(tenant, "the export ends before the head");
          }
        });
    return new AuditVerification(chains.size(), entries, List.copyOf(findings), findingCount);
  }

  private void found(String tenant, String problem) {
    findingCount++;
    if (findings.size() < MAX_FINDINGS) {
      findings.add("tenant " + tenant + ": " + problem);
    }
  }
}
