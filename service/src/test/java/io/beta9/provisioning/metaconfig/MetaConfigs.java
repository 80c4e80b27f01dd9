package io.beta9.provisioning.metaconfig;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.metaconfig.network.WorkerNetworks;
import io.beta9.provisioning.metaconfig.text.BodyFormat;
import io.beta9.provisioning.metaconfig.text.Violation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Meta-configs for tests, with methods to read them. */
public final class MetaConfigs {
  public static final String SMALL =
      """
      name: demo
      cloud:
        provider: aws
        region: us-east-1
        account_id: "123456789012"
      beta9:
        domain: beta9.demo.example
      """;

  static final Set<String> REGIONS = Set.of("us-east-1", "us-west-1", "us-west-2", "eu-central-1");

  /** Workers with a public address and one in a network that reaches most private ones. */
  static final WorkerNetworks WORKERS =
      WorkerNetworks.of("198.51.100.7/32,10.9.0.4/32,2001:db8::/64", "10.0.0.0/8");

  private MetaConfigs() {}

  static ParseResult read(String text) {
    return read(text, BodyFormat.UNKNOWN);
  }

  static ParseResult read(String text, BodyFormat format) {
    return new MetaConfigReader(REGIONS, WORKERS)
        .read(text.getBytes(StandardCharsets.UTF_8), format);
  }

  public static MetaConfig valid(String text) {
    ParseResult result = read(text);
    assertThat(result).isInstanceOf(ParseResult.Valid.class);
    return ((ParseResult.Valid) result).config();
  }

  /** Returns the violations of an invalid meta-config, each as {@code path: message}. */
  static List<String> violations(String text) {
    ParseResult result = read(text);
    return switch (result) {
      case ParseResult.Valid valid -> throw new AssertionError("valid: " + valid.config());
      case ParseResult.Invalid(List<Violation> violations) ->
          violations.stream().map(Violation::toString).toList();
    };
  }

  /** Returns {@link #SMALL} with more lines, which may extend its last mapping, {@code beta9}. */
  public static String smallWith(String more) {
    return SMALL + more;
  }
}
