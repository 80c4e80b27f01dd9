package io.beta9.provisioning.metaconfig;

import io.beta9.provisioning.metaconfig.network.Cidr;
import io.beta9.provisioning.metaconfig.text.ValueFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Validates the CIDR blocks from which connections are allowed. */
final class AddressRules {
  private static final String EXAMPLE = "203.0.113.0/24";

  private AddressRules() {}

  /** Validates a CIDR block whose host bits are zero. */
  static @Nullable String block(String text) {
    Optional<Cidr> parsed = Cidr.parseAligned(text);
    if (parsed.isEmpty()) {
      return ValueFormat.quoted(text) + " is not a CIDR block; expected a value like " + EXAMPLE;
    }
    Cidr block = parsed.get();
    return block.toString().equals(text)
        ? null
        : "%s is not aligned to a /%d block; did you mean '%s'?"
            .formatted(ValueFormat.quoted(text), block.prefix(), block);
  }

  /** Validates a block of public addresses. */
  static @Nullable String publicBlock(String text) {
    String problem = block(text);
    if (problem != null) {
      return problem;
    }
    return Cidr.parse(text).orElseThrow().overlapsReserved()
        ? ValueFormat.quoted(text)
            + " contains private or reserved addresses, which do not occur on the internet"
        : null;
  }

  /** Validates a block of private addresses. */
  static @Nullable String privateBlock(String text) {
    String problem = block(text);
    if (problem != null) {
      return problem;
    }
    return Cidr.parse(text).orElseThrow().isPrivate()
        ? null
        : ValueFormat.quoted(text) + " is not in a private range, so no connected network has it";
  }

  static List<Cidr> blocks(List<String> texts) {
    return texts.stream().map(text -> Cidr.parse(text).orElseThrow()).toList();
  }
}
