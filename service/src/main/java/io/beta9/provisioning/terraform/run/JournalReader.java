package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.terraform.event.TerraformEventParser;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads a file that is being written, complete lines only. Not thread-safe. */
final class JournalReader {
  private static final int CHUNK = 256 * 1024;
  private static final int MAX_LINE_BYTES = 1024 * 1024;
  private static final int BATCH = 500;

  private final Path file;
  private final String runId;
  private final Redactor redactor;
  private final JournalSink sink;
  private final Consumer<JournalLine> observer;
  private final long from;

  /** Byte offset of the first unread line. */
  private long offset;

  /** Number of the first unread line. */
  private long number;

  /**
   * @param from the first line to store; earlier ones are only passed to {@code observer}
   * @param observer receives every line after the sink has stored it
   */
  JournalReader(
      Path file,
      String runId,
      long from,
      Redactor redactor,
      JournalSink sink,
      Consumer<JournalLine> observer) {
    this.file = file;
    this.runId = runId;
    this.from = from;
    this.redactor = redactor;
    this.sink = sink;
    this.observer = observer;
  }

  /** Delivers the lines that were completed since the last call. */
  void readNewLines() throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long length = in.length();
      while (offset < length) {
        if (!readChunk(in, length)) {
          return;
        }
      }
    }
  }

  /** Returns false if the rest contains no complete line. */
  private boolean readChunk(RandomAccessFile in, long length) throws IOException {
    int size = (int) Math.min(CHUNK, length - offset);
    byte[] bytes = read(in, size);
    int end = lastNewline(bytes);
    while (end < 0 && bytes.length < Math.min(length - offset, MAX_LINE_BYTES)) {
      bytes = read(in, (int) Math.min(length - offset, MAX_LINE_BYTES));
      end = lastNewline(bytes);
    }
    if (end < 0 && bytes.length < MAX_LINE_BYTES) {
      return false;
    }
    // A line above the maximum length is split, so that it does not block reading permanently.
    int usable = end < 0 ? bytes.length : end + 1;
    deliver(new String(bytes, 0, usable, StandardCharsets.UTF_8));
    offset += usable;
    return true;
  }

  private byte[] read(RandomAccessFile in, int size) throws IOException {
    byte[] bytes = new byte[size];
    in.seek(offset);
    in.readFully(bytes);
    return bytes;
  }

  /** Advances only if the sink has stored all lines. */
  private void deliver(String text) {
    List<JournalLine> lines = new ArrayList<>();
    String content = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    for (String raw : content.split("\n", -1)) {
      String redacted = redactor.redact(raw);
      lines.add(
          new JournalLine(number + lines.size(), redacted, TerraformEventParser.parse(redacted)));
    }
    List<JournalLine> unstored = lines.stream().filter(line -> line.number() >= from).toList();
    for (int start = 0; start < unstored.size(); start += BATCH) {
      List<JournalLine> batch = unstored.subList(start, Math.min(start + BATCH, unstored.size()));
      sink.lines(runId, batch.getFirst().number(), List.copyOf(batch));
    }
    number += lines.size();
    lines.forEach(observer);
  }

  private static int lastNewline(byte[] bytes) {
    for (int i = bytes.length - 1; i >= 0; i--) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }
}
