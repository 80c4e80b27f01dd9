package io.beta9.provisioning.metaconfig.network;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A block of IPv4 addresses; the bits behind the prefix are always zero. */
public record Cidr(long address, int prefix) {
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})/(\\d{1,2})");

  /** RFC 1918, and RFC 6598's shared space, which AWS takes for a VPC too. */
  private enum PrivateRange {
    TEN("10.0.0.0/8"),
    HUNDRED("100.64.0.0/10"),
    ONE_SEVENTY_TWO("172.16.0.0/12"),
    ONE_NINETY_TWO("192.168.0.0/16");

    private final Cidr block;

    PrivateRange(String block) {
      this.block = parse(block).orElseThrow();
    }
  }

  public Cidr {
    if (prefix < 0 || prefix > 32 || address < 0 || address >= 1L << 32) {
      throw new IllegalArgumentException("not a block of IPv4 addresses");
    }
    if (address % (1L << (32 - prefix)) != 0) {
      throw new IllegalArgumentException("bits behind the prefix are set");
    }
  }

  /** The block this text is, or the one it lies in where bits behind the prefix are set. */
  public static Optional<Cidr> aligned(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    long address = 0;
    for (int i = 1; i <= 4; i++) {
      String group = form.group(i);
      // A leading zero means octal to some readers and nothing to others.
      if (Integer.parseInt(group) > 255 || (group.length() > 1 && group.startsWith("0"))) {
        return Optional.empty();
      }
      address = address << 8 | Integer.parseInt(group);
    }
    int prefix = Integer.parseInt(form.group(5));
    if (prefix > 32 || (form.group(5).length() > 1 && form.group(5).startsWith("0"))) {
      return Optional.empty();
    }
    long size = 1L << (32 - prefix);
    return Optional.of(new Cidr(address - address % size, prefix));
  }

  /** The block this text is, or nothing where it is none or has bits behind the prefix. */
  public static Optional<Cidr> parse(String text) {
    return aligned(text).filter(cidr -> cidr.toString().equals(text));
  }

  long size() {
    return 1L << (32 - prefix);
  }

  boolean contains(Cidr other) {
    return other.address >= address && other.address + other.size() <= address + size();
  }

  boolean overlaps(Cidr other) {
    return contains(other) || other.contains(this);
  }

  public boolean isPrivate() {
    for (PrivateRange range : PrivateRange.values()) {
      if (range.block.contains(this)) {
        return true;
      }
    }
    return false;
  }

  /** The n-th of the blocks into which this one falls with {@code bits} more in the prefix. */
  Cidr part(int bits, int n) {
    if (n < 0 || n >= 1 << bits) {
      throw new IllegalArgumentException("there is no part " + n + " of " + (1 << bits));
    }
    int longer = prefix + bits;
    return new Cidr(address + n * (1L << (32 - longer)), longer);
  }

  @Override
  public String toString() {
    return "%d.%d.%d.%d/%d"
        .formatted(
            address >> 24 & 255, address >> 16 & 255, address >> 8 & 255, address & 255, prefix);
  }
}
