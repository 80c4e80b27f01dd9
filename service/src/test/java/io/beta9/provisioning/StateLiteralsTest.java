package io.beta9.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.TenantState;
import io.beta9.provisioning.account.AccountState;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.operation.OperationState;
import io.beta9.provisioning.region.RegionCircuit.CircuitState;
import io.beta9.provisioning.webhook.DeliveryState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares the statuses and states that SQL names with those of the enums. */
class StateLiteralsTest {
  private static final Pattern COMPARISON =
      Pattern.compile(
          "\\b(?:\\w+\\.)?(status|state)\\s*(?:=|<>|(?:not\\s+)?in)\\s*"
              + "(\\(?'[a-z_]+'(?:\\s*,\\s*'[a-z_]+')*)");
  private static final Pattern LITERAL = Pattern.compile("'([a-z_]+)'");
  private static final Set<String> WORKER_STATES = Set.of("running", "draining", "stopped", "dead");

  @Test
  void sql_names_only_known_environment_statuses() throws IOException {
    assertThat(literals("status")).isSubsetOf(codes(EnvironmentStatus.values()));
  }

  @Test
  void sql_names_only_known_states() throws IOException {
    Set<String> known = new TreeSet<>(WORKER_STATES);
    known.addAll(codes(OperationState.values()));
    known.addAll(codes(CircuitState.values()));
    known.addAll(codes(AccountState.values()));
    known.addAll(codes(TenantState.values()));
    known.addAll(codes(DeliveryState.values()));
    assertThat(literals("state")).isSubsetOf(known);
  }

  @Test
  void the_columns_allow_exactly_the_states_of_the_enums() throws IOException {
    assertThat(allowed("003_environments.sql", "status text not null check"))
        .isEqualTo(codes(EnvironmentStatus.values()));
    assertThat(allowed("004_operations.sql", "state text not null default 'waiting' check"))
        .isEqualTo(codes(OperationState.values()));
    assertThat(allowed("015_regions.sql", "state text not null check"))
        .isEqualTo(codes(CircuitState.values()));
    assertThat(allowed("033_accounts.sql", "state text not null check"))
        .isEqualTo(codes(AccountState.values()));
    assertThat(allowed("070_webhooks.sql", "state text not null default 'pending' check"))
        .isEqualTo(codes(DeliveryState.values()));
  }

  @Test
  void tenants_have_exactly_the_states_of_the_enum() throws IOException {
    assertThat(allowed("057_tenant_states.sql", "check (state"))
        .isEqualTo(codes(TenantState.values()));
  }

  private static Set<String> codes(Enum<?>[] values) {
    return Arrays.stream(values)
        .map(value -> value.name().toLowerCase(java.util.Locale.ROOT))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> literals(String column) throws IOException {
    Set<String> found = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main"))) {
      for (Path file :
          files
              .filter(each -> each.toString().endsWith(".java") || each.toString().endsWith(".sql"))
              .toList()) {
        COMPARISON
            .matcher(Files.readString(file))
            .results()
            .filter(match -> match.group(1).equals(column))
            .forEach(match -> found.addAll(literalsIn(match.group(2))));
      }
    }
    assertThat(found).isNotEmpty();
    return found;
  }

  private static Set<String> allowed(String script, String beginning) throws IOException {
    String text = Files.readString(Path.of("src/main/resources/db/migration", script));
    int start = text.indexOf(beginning) + beginning.length();
    return new TreeSet<>(literalsIn(text.substring(start, text.indexOf("))", start))));
  }

  private static List<String> literalsIn(String text) {
    return LITERAL.matcher(text).results().map((MatchResult match) -> match.group(1)).toList();
  }
}
