package io.beta9.provisioning.provider.domain;

/** A CNAME record that has to exist. Names have no final dot. */
public record DnsRecord(String name, String value) {
  /** Returns a record of names that may have a final dot. */
  public static DnsRecord of(String name, String value) {
    return new DnsRecord(withoutDot(name), withoutDot(value));
  }

  private static String withoutDot(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  @Override
  public String toString() {
    return name + " CNAME " + value;
  }
}
