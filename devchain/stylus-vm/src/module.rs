//! Reads a module: validates it as wasm under the proposals Stylus allows, and keeps what the chain's own rules look at.

use std::ops::Range;

use wasmparser::{
    ConstExpr, DataKind, ElementItems, ElementKind, Encoding, Export, FuncType, FunctionBody, Name,
    NameSectionReader, Operator, Parser, Payload, TypeRef, Validator, WasmFeatures,
};

use crate::{
    ActivationError, ActivationOptions, Limit,
    limits::{self, check_count},
};

/// A module that is valid wasm and has only sections, imports and types that Stylus knows.
pub(crate) struct Module<'a> {
    pub wasm: &'a [u8],
    /// Sections as given, in order: id and byte range of the content.
    pub sections: Vec<(u8, Range<usize>)>,
    pub types: Vec<FuncType>,
    pub imports: Vec<Import<'a>>,
    /// Type index of each defined function.
    pub functions: Vec<u32>,
    pub bodies: Vec<FunctionBody<'a>>,
    /// Initial entries of each table.
    pub tables: Vec<u64>,
    /// The memory's limits, in pages.
    pub memory: Option<Memory>,
    /// Number of defined globals.
    pub globals: u64,
    pub exports: Vec<Export<'a>>,
    /// The start function's index.
    pub start: Option<u32>,
    pub elements: Vec<Segment>,
    pub data: Vec<Segment>,
    /// Bytes of all element entries, headers included.
    pub element_len: u64,
    /// Bytes of all data entries, headers included.
    pub data_len: u64,
    /// Bytes of all data segments' contents.
    pub data_content_len: u64,
}

pub(crate) struct Import<'a> {
    pub module: &'a str,
    pub name: &'a str,
    pub type_index: u32,
}

#[derive(Clone, Copy)]
pub(crate) struct Memory {
    pub min: u64,
    pub max: Option<u64>,
}

impl Memory {
    /// Whether `memory.grow` can ever succeed.
    pub fn can_grow(self) -> bool {
        self.max != Some(self.min)
    }
}

/// A data or element segment.
pub(crate) struct Segment {
    /// Where an active segment starts; none for others.
    pub offset: Option<u32>,
    /// Bytes or entries.
    pub len: u64,
}

/// The proposals a module may use.
fn features(stylus_version: u16) -> WasmFeatures {
    let allowed = WasmFeatures::MVP
        | WasmFeatures::MUTABLE_GLOBAL
        | WasmFeatures::SATURATING_FLOAT_TO_INT
        | WasmFeatures::SIGN_EXTENSION
        | WasmFeatures::BULK_MEMORY;
    if stylus_version < 3 {
        allowed | WasmFeatures::MULTI_VALUE
    } else {
        allowed
    }
}

impl<'a> Module<'a> {
    /// Reads a module.
    pub fn parse(wasm: &'a [u8], options: &ActivationOptions) -> Result<Self, ActivationError> {
        let features = features(options.stylus_version);
        Validator::new_with_features(features).validate_all(wasm)?;

        let mut module = Self {
            wasm,
            sections: Vec::new(),
            types: Vec::new(),
            imports: Vec::new(),
            functions: Vec::new(),
            bodies: Vec::new(),
            tables: Vec::new(),
            memory: None,
            globals: 0,
            exports: Vec::new(),
            start: None,
            elements: Vec::new(),
            data: Vec::new(),
            element_len: 0,
            data_len: 0,
            data_content_len: 0,
        };
        let mut parser = Parser::new(0);
        parser.set_features(features);
        for payload in parser.parse_all(wasm) {
            module.add(payload?)?;
        }
        Ok(module)
    }

    fn add(&mut self, payload: Payload<'a>) -> Result<(), ActivationError> {
        if let Some(section) = payload.as_section() {
            self.sections.push(section);
        }
        match payload {
            Payload::Version {
                encoding: Encoding::Module,
                ..
            }
            | Payload::CodeSectionStart { .. }
            | Payload::End(_) => {}
            Payload::TypeSection(reader) => {
                self.types = reader
                    .into_iter_err_on_gc_types()
                    .collect::<Result<_, _>>()?;
            }
            Payload::ImportSection(reader) => {
                for import in reader.into_imports() {
                    self.imports.push(Import::read(import?)?);
                }
            }
            Payload::FunctionSection(reader) => {
                check_count(
                    Limit::Functions,
                    u64::from(reader.count()),
                    limits::FUNCTIONS,
                )?;
                self.functions = reader.into_iter().collect::<Result<_, _>>()?;
            }
            Payload::TableSection(reader) => {
                for table in reader {
                    self.tables.push(table?.ty.initial);
                }
            }
            Payload::MemorySection(reader) => {
                for memory in reader {
                    let memory = memory?;
                    self.memory = Some(Memory {
                        min: memory.initial,
                        max: memory.maximum,
                    });
                }
            }
            Payload::GlobalSection(reader) => self.globals = u64::from(reader.count()),
            Payload::ExportSection(reader) => {
                self.exports = reader.into_iter().collect::<Result<_, _>>()?
            }
            Payload::StartSection { func, .. } => self.start = Some(func),
            Payload::ElementSection(reader) => {
                check_count(
                    Limit::ElementSegments,
                    u64::from(reader.count()),
                    limits::ELEMENT_SEGMENTS,
                )?;
                for element in reader {
                    let element = element?;
                    self.element_len += element.range.len() as u64;
                    let len = match element.items {
                        ElementItems::Functions(items) => u64::from(items.count()),
                        ElementItems::Expressions(..) => {
                            let (reason, offset) = (
                                "element expressions are not allowed".to_owned(),
                                element.range.start,
                            );
                            return Err(ActivationError::Proposal { reason, offset });
                        }
                    };
                    let offset = match element.kind {
                        ElementKind::Active { offset_expr, .. } => {
                            Some(const_offset(&offset_expr)?)
                        }
                        ElementKind::Passive | ElementKind::Declared => None,
                    };
                    self.elements.push(Segment { offset, len });
                }
            }
            Payload::DataSection(reader) => {
                check_count(
                    Limit::DataSegments,
                    u64::from(reader.count()),
                    limits::DATA_SEGMENTS,
                )?;
                for data in reader {
                    let data = data?;
                    self.data_len += data.range.len() as u64;
                    self.data_content_len += data.data.len() as u64;
                    let offset = match data.kind {
                        DataKind::Active { offset_expr, .. } => Some(const_offset(&offset_expr)?),
                        DataKind::Passive => None,
                    };
                    self.data.push(Segment {
                        offset,
                        len: data.data.len() as u64,
                    });
                }
            }
            Payload::CodeSectionEntry(body) => self.bodies.push(body),
            Payload::CustomSection(section) => {
                if section.name() == "name" {
                    read_names(NameSectionReader::new(wasmparser::BinaryReader::new(
                        section.data(),
                        section.data_offset(),
                    )))?;
                }
            }
            Payload::DataCountSection { .. } => return Err(ActivationError::Section("DataCount")),
            Payload::TagSection(_) => return Err(ActivationError::Section("Tag")),
            _ => return Err(ActivationError::Section("unknown")),
        }
        Ok(())
    }

    /// The type of a function, imported or defined.
    pub fn function_type(&self, index: u32) -> Option<&FuncType> {
        let index = index as usize;
        let type_index = match self.imports.get(index) {
            Some(import) => import.type_index,
            None => *self.functions.get(index - self.imports.len())?,
        };
        self.types.get(type_index as usize)
    }

    /// The index of an imported function.
    pub fn imported(&self, module: &str, name: &str) -> Option<u32> {
        let position = self
            .imports
            .iter()
            .position(|import| import.module == module && import.name == name)?;
        u32::try_from(position).ok()
    }
}

impl<'a> Import<'a> {
    fn read(import: wasmparser::Import<'a>) -> Result<Self, ActivationError> {
        let wasmparser::Import { module, name, ty } = import;
        match ty {
            TypeRef::Func(type_index) => Ok(Self {
                module,
                name,
                type_index,
            }),
            _ => Err(ActivationError::ImportKind {
                module: module.to_owned(),
                name: name.to_owned(),
            }),
        }
    }
}

/// A segment's start: the validator has seen to it that the expression is an i32 constant.
fn const_offset(expression: &ConstExpr<'_>) -> Result<u32, ActivationError> {
    let mut reader = expression.get_operators_reader();
    let offset = reader.original_position();
    match reader.read()? {
        Operator::I32Const { value } => Ok(value.cast_unsigned()),
        _ => Err(ActivationError::Proposal {
            reason: "segment offsets must be a single constant".to_owned(),
            offset,
        }),
    }
}

/// Checks the name section: it must be readable, and the module's name not too long.
fn read_names(reader: NameSectionReader<'_>) -> Result<(), ActivationError> {
    let malformed = |error: wasmparser::Error| ActivationError::NameSection(error.to_string());
    for name in reader {
        match name.map_err(malformed)? {
            Name::Module { name, .. } => limits::check_name(name)?,
            Name::Function(names) => {
                for naming in names {
                    naming.map_err(malformed)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}
