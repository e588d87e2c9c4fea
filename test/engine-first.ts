import * as engineLibrary from '../src/engines/whatsapp/library.ts'

// Before the first test of a process that many files share: the sandbox loads the library too, and its hook must come first.
void engineLibrary
