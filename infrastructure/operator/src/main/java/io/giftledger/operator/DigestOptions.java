package io.giftledger.operator;

import io.giftledger.audit.KmsDigestKey;
import io.giftledger.audit.S3DigestStore;
import io.giftledger.verify.DigestKey;
import io.giftledger.verify.DigestSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Base64;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where the digests are, and whose signature counts. */
final class DigestOptions {

  /** Where the digests are. */
  private static final class Source {
    @Option(names = "--bucket", description = "The bucket with the digests.")
    private Optional<String> bucket = Optional.empty();

    @Option(names = "--folder", description = "A copy of the bucket.")
    private Optional<Path> folder = Optional.empty();
  }

  /** Whose signature counts. */
  private static final class Signer {
    @Option(names = "--key", description = "The key in KMS: ARN, id or alias.")
    private Optional<String> key = Optional.empty();

    @Option(names = "--public-key", description = "A PEM file with the public key.")
    private Optional<Path> publicKey = Optional.empty();
  }

  @ArgGroup(multiplicity = "1")
  private Source source = new Source();

  @ArgGroup(multiplicity = "1")
  private Signer signer = new Signer();

  /** What is done with the digests. */
  interface Reading {

    /** Returns the command's status. */
    int read(DigestSource source) throws IOException;
  }

  /** Does something with the digests. */
  int read(Reading reading) throws IOException {
    if (source.folder.isPresent()) return reading.read(new DigestFolder(source.folder.get()));
    try (var s3 = Aws.s3()) {
      return reading.read(new S3DigestStore(s3, source.bucket.orElseThrow()));
    }
  }

  /** Who signs them. */
  PublicKey publicKey() throws IOException {
    if (signer.publicKey.isPresent()) {
      String pem = Files.readString(signer.publicKey.get()).replaceAll("-----[A-Z ]+-----", "");
      return DigestKey.publicKey(Base64.getMimeDecoder().decode(pem));
    }
    try (var kms = Aws.kms()) {
      return new KmsDigestKey(kms, signer.key.orElseThrow()).publicKey();
    }
  }
}
